#!/usr/bin/env python3
"""CPU per request of the gateway beside nginx bare, in the same run (benchmarks/README.md).

usage: run.py ROUNDS SECONDS WARM_REQUESTS [name,...]    in the repository's root, after the build
The server runs on processor 0, wrk and the upstream on processor 1. CPU comes from
/proc/PID/task/*/schedstat without the JIT's threads, so it holds on a busy machine.
Prints one JSON line per run. CP: class path of the benchmarks, default target/lib.
"""
import json, os, random, re, signal, subprocess, sys, time, urllib.request
HERE = os.path.dirname(os.path.abspath(__file__))
PEERS = os.path.abspath(os.path.join(HERE, '../../../shared/peers/gateway'))
CP = os.environ.get('CP', 'benchmarks/target/*:benchmarks/target/lib/*')
GATEWAY = 'dev.gambeson.benchmarks.gateway.GatewayServer'
JAVA = [os.environ.get('JAVA', 'java'), '-Xmx256m', '-Xms256m', '-XX:ActiveProcessorCount=1', *os.environ.get('JOPTS', '').split(),
        '--enable-native-access=ALL-UNNAMED', '--sun-misc-unsafe-memory-access=allow', '-cp', CP, GATEWAY]
UP = 'http://127.0.0.1:9000'
FIRST = os.environ.get('FIRST', '').split()  # for example 'chrt -r 5', on a machine that others use
RUNS = {
    'nginx': (8100, ['nginx', '-c', PEERS + '/nginx/proxy.conf', '-g', 'daemon off;']),
    'scg': (8104, [JAVA[0], '-Xmx256m', '-Xms256m', '-XX:ActiveProcessorCount=1', '-jar', os.environ.get('SCG', 'scg-peer-1.jar')]),
    'fastapi-floor': (8130, ['/usr/bin/python3', '-m', 'uvicorn', 'fastapi_floor:app', '--app-dir', HERE, '--port', '8130', '--no-access-log', '--log-level', 'warning',
                             '--loop', 'uvloop', '--http', 'httptools']),
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

def cpu(pid):
    total = 0
    pids = [pid]
    for t in os.listdir('/proc/%d/task' % pid):
        pids += [int(c) for c in open('/proc/%d/task/%s/children' % (pid, t)).read().split()]
    for p in pids:
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

def wrk(port, script, c, seconds):
    out = subprocess.run([*FIRST, 'taskset', '-c', '1', 'wrk', '-t1', '-c%d' % c, '-d%ds' % seconds, '-s', script, 'http://127.0.0.1:%d/v2/models/fraud/infer' % port],
                         capture_output=True, text=True).stdout
    return {k: int(v) for k, v in re.findall(r'(\w+)=(\d+)', out)}

def run(name, seconds, warm):
    port, command = RUNS[name]
    start = time.time()
    p = subprocess.Popen([*FIRST, 'taskset', '-c', '0', *command], stdout=subprocess.PIPE, stderr=open('/tmp/gateway-%s.err' % name, 'w'), text=True)
    key = 'none'
    if command[-4:-3] == [GATEWAY]:
        line = p.stdout.readline()
        if not line.startswith('READY'):
            return {'run': name, 'failed': open('/tmp/gateway-%s.err' % name).read()[-400:]}
        key = line.split()[1]
    else:
        while not answers(port):
            if time.time() - start > 60:
                p.kill()
                return {'run': name, 'failed': open('/tmp/gateway-%s.err' % name).read()[-400:]}
            time.sleep(0.05)
    ready = time.time() - start
    script = '/tmp/gateway-%s.lua' % name
    open(script, 'w').write(LUA % ('/tmp/gateway-bodies.json', key))
    warmed = 0
    until = time.time() + 120
    while warmed < warm and time.time() < until:
        m = wrk(port, script, 32, 5)
        if m.get('non2xx'):
            p.kill()
            return {'run': name, 'failed': m}
        warmed += m.get('req', 0)
    before = cpu(p.pid)
    m = wrk(port, script, 32, seconds)
    after = cpu(p.pid)
    if not m.get('req'):
        p.kill()
        return {'run': name, 'failed': m}
    # at half of that load: pauses between a connection's requests, drawn at random
    paused = '/tmp/gateway-%s-half.lua' % name
    pause = 32 / (m['req'] / m['dur_us'] * 1e6 / 2) * 1000
    open(paused, 'w').write(open(script).read() + '\nfunction delay() return math.random(0, %d) end\n' % max(1, round(2 * pause)))
    half = wrk(port, paused, 32, seconds)
    rss = int(re.search(r'VmRSS:\s+(\d+)', open('/proc/%d/status' % p.pid).read()).group(1)) // 1024
    if 'PROF' in os.environ:
        subprocess.run([os.environ['PROF'], str(p.pid), name])
    p.send_signal(signal.SIGTERM)
    try:
        p.wait(15)
    except subprocess.TimeoutExpired:
        p.kill()
    return {'run': name, 'cpu_us': round((after - before) / m['req'], 1), 'rps': round(m['req'] / m['dur_us'] * 1e6), 'p50': m['p50'], 'p99': m['p99'],
            'half_rps': round(half['req'] / half['dur_us'] * 1e6), 'half_p50': half['p50'], 'half_p99': half['p99'],
            'bad': m['err'] + m['non2xx'], 'warm': warmed, 'ready_s': round(ready, 2), 'rss_mb': rss, 'load': os.getloadavg()[0]}

if __name__ == '__main__':
    rounds, seconds, warm = (int(a) for a in sys.argv[1:4])
    names = sys.argv[4].split(',') if len(sys.argv) > 4 else list(RUNS)
    bodies('/tmp/gateway-bodies.json')
    upstream = subprocess.Popen([*FIRST, 'taskset', '-c', '1', JAVA[0], '-Xmx128m', '-XX:+UseSerialGC', '-cp', CP, 'dev.gambeson.benchmarks.gateway.StandInUpstream', '9000'], stderr=open('/tmp/gateway-upstream.err', 'w'))
    time.sleep(2)
    try:
        for _ in range(rounds):
            for name in names:
                print(json.dumps(run(name, seconds, warm)), flush=True)
    finally:
        upstream.send_signal(signal.SIGTERM)
        upstream.wait(5)
