#!/usr/bin/env bash
# peers.sh FOLDER: the Python peers of run.py, in FOLDER/fastapi-ort and FOLDER/mlserver (virtual environments of python3, 3.11).
# With PyPI (PIP_INDEX_URL as set): that is all. MIRROR=DIR, where an index has neither MLServer nor what it needs: bare git
# repositories DIR/OWNER+NAME/repo, from which the pinned versions are checked out; what it imports but never runs here
# (Kafka, tracing, the client of `mlserver infer`) are modules that fail when used.
set -euo pipefail
folder=$1; mkdir -p "$folder"
python=${PYTHON:-/usr/bin/python3}
"$python" -m venv "$folder/fastapi-ort"
"$folder/fastapi-ort/bin/pip" install -q fastapi uvicorn uvloop httptools orjson onnxruntime numpy onnx
"$python" -m venv "$folder/mlserver"
pip="$folder/mlserver/bin/pip"
if [ -z "${MIRROR-}" ]; then
  "$pip" install -q mlserver==1.7.1 mlserver-sklearn==1.7.1 'uvloop<0.22' httptools onnxruntime  # later uvloop: its workers do not start
  exit
fi
"$pip" install -q click python-dotenv grpcio 'numpy' 'pandas<3' 'protobuf<7' uvicorn httptools aiofiles orjson uvloop 'pydantic<3' pydantic-settings \
  python-multipart importlib-resources prometheus-client scikit-learn joblib onnxruntime anyio typing-extensions annotated-doc
site=$("$folder/mlserver/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
checkout() { # repository, version, path in it, folder where it goes
  mkdir -p "$site/$4"
  GIT_INDEX_FILE=$(mktemp -u) git --git-dir="$MIRROR/$1/repo" --work-tree="$site/$4" checkout -q "$2" -- "$3"
}
checkout SeldonIO+MLServer 1.7.2-rc1 mlserver .
checkout SeldonIO+MLServer 1.7.2-rc1 runtimes/sklearn/mlserver_sklearn .sklearn
mv "$site/.sklearn/runtimes/sklearn/mlserver_sklearn" "$site/"
rm -r "$site/.sklearn"
checkout fastapi+fastapi 0.124.4 fastapi .
checkout encode+starlette 0.47.3 starlette .
checkout stephenhillier+starlette_exporter v0.23.0 starlette_exporter .
checkout lchenn+py-grpc-prometheus v0.8.0 py_grpc_prometheus .
stub() { # module, names that are imported from it
  mkdir -p "$site/${1//.//}"
  for name in ${2-}; do printf 'class %s:\n    def __init__(self, *a, **k):\n        raise NotImplementedError("left out: %s")\n\n\n' "$name" "$1.$name"; done > "$site/${1//.//}/__init__.py"
}
stub aiokafka 'AIOKafkaConsumer AIOKafkaProducer'
stub aiokafka.errors ConsumerStoppedError
stub tritonclient; stub tritonclient.http; stub tritonclient.http.aio 'InferenceServerClient InferResult InferInput InferRequestedOutput InferenceServerException'
rm -rf "$site/opentelemetry"
for m in opentelemetry opentelemetry.instrumentation opentelemetry.sdk opentelemetry.exporter opentelemetry.exporter.otlp opentelemetry.exporter.otlp.proto opentelemetry.exporter.otlp.proto.grpc; do stub $m; done
stub opentelemetry.instrumentation.fastapi FastAPIInstrumentor
stub opentelemetry.instrumentation.grpc 'aio_server_interceptor filters'
stub opentelemetry.exporter.otlp.proto.grpc.trace_exporter OTLPSpanExporter
stub opentelemetry.sdk.resources Resource
echo 'SERVICE_NAME = SERVICE_VERSION = "none"' >> "$site/opentelemetry/sdk/resources/__init__.py"
stub opentelemetry.sdk.trace TracerProvider
stub opentelemetry.sdk.trace.export 'BatchSpanProcessor SpanExporter'
printf '#!%s\nfrom mlserver.cli import main\nif __name__ == "__main__":\n    main()\n' "$folder/mlserver/bin/python" > "$folder/mlserver/bin/mlserver"
chmod +x "$folder/mlserver/bin/mlserver"
