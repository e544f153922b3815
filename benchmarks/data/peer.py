"""Checks bigtable.yaml's constraints with pandera or Great Expectations: seconds of processor time, reading and checking apart.

    peer.py pandera|gx FILE.csv [ROWS]

See README.md for how the peers are put on the path. Prints one line of JSON.
"""

import json
import os
import resource
import sys
import time

INTEGERS = {
    "id": (1, None), "customer": (100000, 999999), "age": (18, 120), "clicks": (0, 1000), "orders": (0, 100),
    "returns": (0, 10), "days_active": (0, 5000), "postcode": (10000, 99999), "newsletter": (0, 1),
}
DECIMALS = {"income": (0, 1000000), "balance": (-100000, 100000), "score": (0, 1), "ratio": (0, 1)}
SETS = {
    "country": ["DE", "FR", "IT", "ES", "NL", "PL", "AT", "BE", "SE"],
    "plan": ["free", "basic", "plus", "business"],
    "channel": ["web", "app", "shop", "phone", "partner"],
    "status": ["active", "paused", "closed"],
    "device": ["android", "ios", "windows", "mac", "linux"],
    "label": ["yes", "no"],
}
PATTERNS = {
    "segment": r"^[A-D][12]?$", "email": r"^[a-z0-9.]+@[a-z0-9.]+$", "iban": r"^DE[0-9]{20}$",
    "phone": r"^\+[0-9]{2} [0-9]{2} [0-9]{7}$", "partner": r"^partner-[0-9]{1,2}$",
}
LENGTHS = {"first_name": (1, 40), "last_name": (1, 40), "city": (2, 40), "note": (0, 200)}
UNIQUE = {"id", "iban"}
NULLABLE = {"device", "note"}
DATES = ["signup", "last_seen"]


def read(path, rows):
    import pandas as pd

    types = {c: "str" for c in [*SETS, *PATTERNS, *LENGTHS]}
    return pd.read_csv(path, nrows=rows, dtype=types, parse_dates=DATES)


def pandera(frame):
    import pandera as pa

    def column(name, dtype, checks):
        return pa.Column(dtype, checks, nullable=name in NULLABLE, unique=name in UNIQUE)

    columns = {}
    for name, (low, high) in INTEGERS.items():
        columns[name] = column(name, "int64", [pa.Check.ge(low)] + ([pa.Check.le(high)] if high else []))
    for name, (low, high) in DECIMALS.items():
        columns[name] = column(name, "float64", [pa.Check.in_range(low, high)])
    for name, values in SETS.items():
        columns[name] = column(name, "object", [pa.Check.isin(values)])
    for name, pattern in PATTERNS.items():
        columns[name] = column(name, "object", [pa.Check.str_matches(pattern)])
    for name, (low, high) in LENGTHS.items():
        columns[name] = column(name, "object", [pa.Check.str_length(low, high)])
    columns["signup"] = column("signup", "datetime64[ns]", [])
    columns["last_seen"] = column("last_seen", "datetime64[ns, UTC]", [])
    schema = pa.DataFrameSchema(columns, strict=True)
    try:
        schema.validate(frame, lazy=True)
        return True, len(columns)
    except pa.errors.SchemaErrors as e:
        print(e.failure_cases.head(), file=sys.stderr)
        return False, len(columns)


def gx(frame):
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as ge
    import great_expectations.expectations as ex

    context = ge.get_context(mode="ephemeral")
    batch = (
        context.data_sources.add_pandas("p")
        .add_dataframe_asset("a")
        .add_batch_definition_whole_dataframe("b")
    )
    suite = context.suites.add(ge.ExpectationSuite(name="s"))
    for name in frame.columns:
        if name not in NULLABLE:
            suite.add_expectation(ex.ExpectColumnValuesToNotBeNull(column=name))
    for name in UNIQUE:
        suite.add_expectation(ex.ExpectColumnValuesToBeUnique(column=name))
    for name in INTEGERS:
        suite.add_expectation(ex.ExpectColumnValuesToBeOfType(column=name, type_="int64"))
    for name in DECIMALS:
        suite.add_expectation(ex.ExpectColumnValuesToBeOfType(column=name, type_="float64"))
    for name, (low, high) in {**INTEGERS, **DECIMALS}.items():
        suite.add_expectation(ex.ExpectColumnValuesToBeBetween(column=name, min_value=low, max_value=high))
    for name, values in SETS.items():
        suite.add_expectation(ex.ExpectColumnValuesToBeInSet(column=name, value_set=values))
    for name, pattern in PATTERNS.items():
        suite.add_expectation(ex.ExpectColumnValuesToMatchRegex(column=name, regex=pattern))
    for name, (low, high) in LENGTHS.items():
        suite.add_expectation(
            ex.ExpectColumnValueLengthsToBeBetween(column=name, min_value=low, max_value=high))
    result = batch.get_batch(batch_parameters={"dataframe": frame}).validate(suite)
    for r in result.results:
        if not r.success:
            print(r.expectation_config.type, r.expectation_config.kwargs, r.exception_info, file=sys.stderr)
    return bool(result.success), len(result.results)


def main():
    peer, path = sys.argv[1:3]
    rows = int(sys.argv[3]) if len(sys.argv) > 3 else None
    wall, cpu = time.perf_counter(), time.process_time()
    frame = read(path, rows)
    read_cpu = time.process_time() - cpu
    check = {"pandera": pandera, "gx": gx}[peer]
    cpu = time.process_time()
    success, rules = check(frame)
    check_cpu = time.process_time() - cpu
    print(json.dumps({
        "peer": peer, "rows": len(frame), "rules": rules, "success": success,
        "read_cpu_s": round(read_cpu, 2), "check_cpu_s": round(check_cpu, 2),
        "rows_per_cpu_s": round(len(frame) / (read_cpu + check_cpu)),
        "rows_per_cpu_s_check_only": round(len(frame) / check_cpu),
        "wall_s": round(time.perf_counter() - wall, 1),
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }))


if __name__ == "__main__":
    main()
