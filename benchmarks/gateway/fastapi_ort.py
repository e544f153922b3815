"""A model behind FastAPI as people write it when they want it fast: uvloop, httptools, orjson, ONNX Runtime with one thread.
No authentication, no limits, no check of the input, no log. MODEL names the ONNX file; run by run.py."""
import os

import numpy as np
import onnxruntime
import orjson
from fastapi import FastAPI, Request, Response

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
options.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(os.environ['MODEL'], options, providers=['CPUExecutionProvider'])
INPUT = session.get_inputs()[0].name
app = FastAPI()


@app.post('/v2/models/{model}/infer')
async def infer(model: str, request: Request):
    body = orjson.loads(await request.body())
    tensor = body['inputs'][0]
    rows = np.asarray(tensor['data'], dtype=np.float32).reshape(tensor['shape'])
    scores = session.run(['probabilities'], {INPUT: rows})[0]
    return Response(orjson.dumps({'model_name': model, 'id': body.get('id'), 'outputs': [
        {'name': 'probabilities', 'datatype': 'FP32', 'shape': list(scores.shape), 'data': scores.ravel().tolist()}]}), media_type='application/json')
