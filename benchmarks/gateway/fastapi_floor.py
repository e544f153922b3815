"""The least that a Python server for a model does: FastAPI on uvloop and httptools, one row in, two scores out, a dot product for a model.
No authentication, no limits, no log. A server with a real model costs more; run by run.py."""
import json

import numpy as np
from fastapi import FastAPI, Request, Response

app = FastAPI()
WEIGHTS = np.linspace(-1, 1, 30, dtype=np.float32)


@app.post('/v2/models/{model}/infer')
async def infer(model: str, request: Request):
    body = json.loads(await request.body())
    tensor = body['inputs'][0]
    rows = np.asarray(tensor['data'], dtype=np.float32).reshape(tensor['shape'])
    p = 1 / (1 + np.exp(-(rows @ WEIGHTS) / 1e4))
    scores = np.stack([1 - p, p], axis=1)
    return Response(json.dumps({'model_name': model, 'id': body.get('id'), 'outputs': [
        {'name': 'p', 'datatype': 'FP32', 'shape': list(scores.shape), 'data': scores.ravel().tolist()}]}), media_type='application/json')
