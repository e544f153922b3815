#!/usr/bin/env python3
"""CPU per request of the gateway beside nginx bare, in the same run (benchmarks/README.md).

usage: run.py ROUNDS SECONDS WARM_REQUESTS [name,...]    in the repository's root, after the build
The server runs on processor 0, wrk and the upstream on processor 1. CPU comes from
/proc/PID/task/*/schedstat of the server and its children without the JIT's threads, so it holds on a busy machine.
Prints one JSON line per run. CP: class path of the benchmarks, default target/lib.
Python peers: FASTAPI_ORT and MLSERVER name the folders of their virtual environments (peers.sh makes them).
`cpu_us_least`: the least of that and of SLICES (0) runs of 2 s: what others on the machine disturbed least.
`differs`: the furthest that a score of class 1 is from that of the first run of the same model, over 200 rows.
"""
import json, os, random, re, signal, subprocess, sys, time, urllib.request
HERE = os.path.dirname(os.path.abspath(__file__))
PEERS = os.path.abspath(os.path.join(HERE, '../../../shared/peers/gateway'))
CP = os.environ.get('CP', 'benchmarks/target/*:benchmarks/target/lib/*')
GATEWAY = 'dev.gambeson.benchmarks.gateway.GatewayServer'
JAVA = [os.environ.get('JAVA', 'java'), '-Xmx256m', '-Xms256m', '-XX:ActiveProcessorCount=1', *os.environ.get('JOPTS', '').split(),
        '--enable-native-access=ALL-UNNAMED', '--sun-misc-unsafe-memory-access=allow', '-cp', CP, GATEWAY]
UP = 'http://127.0.0.1:9000'
MODELS = os.path.abspath(os.path.join(HERE, '../../../shared/models/breast_cancer'))
FASTAPI_ORT = os.environ.get('FASTAPI_ORT', '/work/peers/fastapi-ort')
MLSERVER = os.environ.get('MLSERVER', '/work/peers/mlserver')
TREES, SKLEARN, MLP = '/tmp/gateway-boosted.onnx', '/tmp/gateway-boosted.joblib', MODELS + '/mlp.onnx'
FIRST = os.environ.get('FIRST', '').split()  # for example 'chrt -r 5', on a machine that others use

def fastapi_ort(port, model):
    return ['env', 'MODEL=' + model, FASTAPI_ORT + '/bin/python', '-m', 'uvicorn', 'fastapi_ort:app', '--app-dir', HERE, '--port', str(port), '--no-access-log',
            '--log-level', 'warning', '--loop', 'uvloop', '--http', 'httptools']

def mlserver(port, runtime, model, **settings):
    """Its defaults (debug: those of 1.7.2), besides what is said."""
    folder = '/tmp/gateway-mlserver-%d' % port
    os.makedirs(folder, exist_ok=True)
    json.dump({'host': '127.0.0.1', 'debug': False, 'http_port': port, 'grpc_port': port + 100, 'metrics_port': port + 200, **settings}, open(folder + '/settings.json', 'w'))
    extra = {'predict_fn': 'predict_proba'} if 'sklearn' in runtime else {}
    json.dump({'name': 'fraud', 'implementation': runtime, 'parameters': {'uri': model, 'extra': extra}}, open(folder + '/model-settings.json', 'w'))
    return ['env', '-C', folder, 'PYTHONPATH=' + HERE + '/mlserver', MLSERVER + '/bin/mlserver', 'start', folder]

SLICES = int(os.environ.get('SLICES', '0'))
RUNS = {
    'nginx': (8100, ['nginx', '-c', PEERS + '/nginx/proxy.conf', '-g', 'daemon off;']),
    'scg': (8104, [JAVA[0], '-Xmx256m', '-Xms256m', '-XX:ActiveProcessorCount=1', '-jar', os.environ.get('SCG', 'scg-peer-1.jar')]),
    'fastapi-floor': (8130, ['/usr/bin/python3', '-m', 'uvicorn', 'fastapi_floor:app', '--app-dir', HERE, '--port', '8130', '--no-access-log', '--log-level', 'warning',
                             '--loop', 'uvloop', '--http', 'httptools']),
    'fastapi-ort': (8131, fastapi_ort(8131, TREES)),
    'fastapi-ort-mlp': (8132, fastapi_ort(8132, MLP)),
    'mlserver': (8133, mlserver(8133, 'onnx_model.OnnxModel', TREES)),
    'mlserver-0': (8134, mlserver(8134, 'onnx_model.OnnxModel', TREES, parallel_workers=0)),
    'mlserver-sklearn': (8135, mlserver(8135, 'mlserver_sklearn.SKLearnModel', SKLEARN)),
    'mlserver-sklearn-0': (8136, mlserver(8136, 'mlserver_sklearn.SKLearnModel', SKLEARN, parallel_workers=0)),
    'local-mlp': (8126, [*JAVA, '8126', 'local:' + MLP, 'async']),
    'proxy': (8121, [*JAVA, '8121', UP, 'async']),
    'proxy-required': (8124, [*JAVA, '8124', UP, 'required']),
    'local': (8123, [*JAVA, '8123', 'local', 'async']),
    'local-required': (8125, [*JAVA, '8125', 'local', 'required']),
}

def bodies(path):
    rows = [l.split(',')[:30] for l in open(os.path.join(HERE, '../../../shared/models/breast_cancer/train.csv')).read().split('\n')[1:] if l]
    rng = random.Random(5)
    pad = json.load(open(PEERS + '/body.json'))['parameters']
    with open(path, 'w') as out:
        for i in range(2000):
            row = [round(float(v) * (1 + 0.01 * rng.gauss(0, 1)), 6) for v in rng.choice(rows)]
            out.write(json.dumps({'id': 'r%d' % i, 'inputs': [{'name': 'features', 'datatype': 'FP32', 'shape': [1, 30], 'data': row}], 'parameters': pad}) + '\n')

def models(names):
    """The models of the Python peers: our boosted trees as ONNX, and scikit-learn's of the same size, for its own runtime."""
    if any('fastapi-ort' in n or 'mlserver' in n for n in names):
        subprocess.run([FASTAPI_ORT + '/bin/python', HERE + '/xgboost_onnx.py', MODELS + '/boosted.json', TREES], check=True)
    if any('sklearn' in n for n in names):
        subprocess.run([MLSERVER + '/bin/python', '-c', 'import sys, joblib, numpy; from sklearn.ensemble import GradientBoostingClassifier as G\n'
                        't = numpy.loadtxt(sys.argv[1], delimiter=",", skiprows=1)\n'
                        'joblib.dump(G(n_estimators=60, max_depth=4, random_state=0).fit(t[:, :30], t[:, 30]), sys.argv[2])', MODELS + '/train.csv', SKLEARN], check=True)

LUA = '''
local bodies = {}
for line in io.lines("%s") do bodies[#bodies + 1] = line end
local h = {["Content-Type"] = "application/json", ["Authorization"] = "Bearer %s"}
local reqs = {}
init = function(args) for i, b in ipairs(bodies) do reqs[i] = wrk.format("POST", nil, h, b) end end
local n = 0
request = function() n = n %% #reqs + 1; return reqs[n] end
done = function(s, l, r)
  io.write(string.format("RES req=%%d dur_us=%%d err=%%d non2xx=%%d p50=%%d p99=%%d p999=%%d\\n", s.requests, s.duration,
    s.errors.connect + s.errors.read + s.errors.write + s.errors.timeout, s.errors.status, l:percentile(50), l:percentile(99), l:percentile(99.9)))
end
'''

def family(pid):
    pids = [pid]
    for t in os.listdir('/proc/%d/task' % pid):
        for c in open('/proc/%d/task/%s/children' % (pid, t)).read().split():
            pids += family(int(c))
    return pids

def cpu(pid):
    total = 0
    for p in family(pid):
        for t in os.listdir('/proc/%d/task' % p):
            try:
                if 'CompilerThre' not in open('/proc/%d/task/%s/comm' % (p, t)).read():
                    total += int(open('/proc/%d/task/%s/schedstat' % (p, t)).read().split()[0])
            except FileNotFoundError:
                pass
    return total / 1000

def answers(port):
    body = open('/tmp/gateway-bodies.json').readline().encode()
    request = urllib.request.Request('http://127.0.0.1:%d/v2/models/fraud/infer' % port, data=body, headers={'content-type': 'application/json'})
    try:
        return urllib.request.urlopen(request, timeout=2).status == 200
    except OSError:
        return False

def scores(port, key):
    """Of class 1, for the first 200 rows."""
    found = []
    for body in open('/tmp/gateway-bodies.json').read().splitlines()[:200]:
        request = urllib.request.Request('http://127.0.0.1:%d/v2/models/fraud/infer' % port, data=body.encode(),
                                         headers={'content-type': 'application/json', 'authorization': 'Bearer ' + key})
        outputs = json.load(urllib.request.urlopen(request, timeout=5))['outputs']
        data = next(o['data'] for o in outputs if o['datatype'].startswith('FP'))
        found.append(data[0][1] if isinstance(data[0], list) else data[1])
    return found

SCORES = {}  # of the first run of each model

def wrk(port, script, c, seconds):
    out = subprocess.run([*FIRST, 'taskset', '-c', '1', 'wrk', '-t1', '-c%d' % c, '-d%ds' % seconds, '-s', script, 'http://127.0.0.1:%d/v2/models/fraud/infer' % port],
                         capture_output=True, text=True).stdout
    return {k: int(v) for k, v in re.findall(r'(\w+)=(\d+)', out)}

class Failed(Exception):
    pass

def run(name, seconds, warm):
    port, command = RUNS[name]
    ours = command[-4:-3] == [GATEWAY]
    if answers(port):
        return {'run': name, 'failed': 'another server answers on port %d: end it first' % port}
    p = subprocess.Popen([*FIRST, 'taskset', '-c', '0', *command], stdout=subprocess.PIPE if ours else open('/tmp/gateway-%s.out' % name, 'w'),
                         stderr=open('/tmp/gateway-%s.err' % name, 'w'), text=True)
    try:
        return {'run': name, **measure(p, name, port, ours, seconds, warm if command[0] == JAVA[0] else min(warm, 10000))}  # others compile nothing while they run
    except Failed as e:
        return {'run': name, 'failed': str(e)}
    finally:
        stop(p)

def stop(p):
    p.send_signal(signal.SIGTERM)
    try:
        p.wait(15)
    except subprocess.TimeoutExpired:
        for q in family(p.pid):
            os.kill(q, signal.SIGKILL)
        p.wait()

def ready(p, name, port, ours):
    """Waits until it answers; gives the key."""
    if ours:
        line = p.stdout.readline()
        if line.startswith('READY'):
            return line.split()[1]
    else:
        until = time.time() + 60
        while time.time() < until and p.poll() is None:
            if answers(port):
                return 'none'
            time.sleep(0.05)
    raise Failed(open('/tmp/gateway-%s.err' % name).read()[-400:])

def model_of(name):
    """Runs of one model give the same scores."""
    if not name.startswith(('local', 'fastapi-ort', 'mlserver')):
        return None
    return 'sklearn' if 'sklearn' in name else 'mlp' if 'mlp' in name else 'trees'

def measure(p, name, port, ours, seconds, warm):
    start = time.time()
    key = ready(p, name, port, ours)
    result = {'ready_s': round(time.time() - start, 2)}
    if model_of(name):
        found = scores(port, key)
        result['differs'] = round(max(abs(a - b) for a, b in zip(found, SCORES.setdefault(model_of(name), found))), 7)
    script = '/tmp/gateway-%s.lua' % name
    open(script, 'w').write(LUA % ('/tmp/gateway-bodies.json', key))
    warmed = 0
    until = time.time() + 120
    while warmed < warm and time.time() < until:
        m = wrk(port, script, 32, 5)
        if not m.get('req') or m['non2xx']:
            raise Failed(m)
        warmed += m['req']
    before = cpu(p.pid)
    m = wrk(port, script, 32, seconds)
    after = cpu(p.pid)
    if not m.get('req'):
        raise Failed(m)
    slices = [(after - before) / m['req']]
    for _ in range(SLICES):
        before = cpu(p.pid)
        slice = wrk(port, script, 32, 2)
        slices.append((cpu(p.pid) - before) / max(1, slice.get('req', 0)))
    # at half of that load: pauses between a connection's requests, drawn at random
    paused = '/tmp/gateway-%s-half.lua' % name
    pause = 32 / (m['req'] / m['dur_us'] * 1e6 / 2) * 1000
    open(paused, 'w').write(open(script).read() + '\nfunction delay() return math.random(0, %d) end\n' % max(1, round(2 * pause)))
    half = wrk(port, paused, 32, seconds)
    rss = sum(int(re.search(r'VmRSS:\s+(\d+)', open('/proc/%d/status' % q).read()).group(1)) for q in family(p.pid)) // 1024
    if 'PROF' in os.environ:
        subprocess.run([os.environ['PROF'], str(p.pid), name])
    return {'cpu_us': round(slices[0], 1), 'cpu_us_least': round(min(slices), 1), 'rps': round(m['req'] / m['dur_us'] * 1e6), 'p50': m['p50'], 'p99': m['p99'],
            'half_rps': round(half['req'] / half['dur_us'] * 1e6), 'half_p50': half['p50'], 'half_p99': half['p99'], **result,
            'bad': m['err'] + m['non2xx'], 'warm': warmed, 'rss_mb': rss, 'load': os.getloadavg()[0]}

if __name__ == '__main__':
    rounds, seconds, warm = (int(a) for a in sys.argv[1:4])
    names = sys.argv[4].split(',') if len(sys.argv) > 4 else list(RUNS)
    bodies('/tmp/gateway-bodies.json')
    models(names)
    upstream = subprocess.Popen([*FIRST, 'taskset', '-c', '1', JAVA[0], '-Xmx128m', '-XX:+UseSerialGC', '-cp', CP, 'dev.gambeson.benchmarks.gateway.StandInUpstream', '9000'], stderr=open('/tmp/gateway-upstream.err', 'w'))
    time.sleep(2)
    try:
        for _ in range(rounds):
            for name in names:
                print(json.dumps(run(name, seconds, warm)), flush=True)
    finally:
        upstream.send_signal(signal.SIGTERM)
        upstream.wait(5)
