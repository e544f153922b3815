#!/usr/bin/env python3
"""Writes an XGBoost binary:logistic model (JSON) as one ONNX TreeEnsembleClassifier, for peers that run ONNX only.

usage: xgboost_onnx.py MODEL.json MODEL.onnx     needs the package onnx
Input `X` [n, features], outputs `label` and `probabilities` [n, 2]. Trees of numeric splits with one base score only: others are refused.
"""
import json, math, sys
from onnx import TensorProto, checker, helper, save

learner = json.load(open(sys.argv[1]))['learner']
params, booster = learner['learner_model_param'], learner['gradient_booster']['model']
if learner['objective']['name'] != 'binary:logistic' or any(booster['tree_info']):
    sys.exit(sys.argv[1] + ': not a binary:logistic model of one output')
base = float(params['base_score'])
nodes = {k: [] for k in ('treeids', 'nodeids', 'featureids', 'modes', 'values', 'truenodeids', 'falsenodeids', 'missing_value_tracks_true')}
leaves = {k: [] for k in ('treeids', 'nodeids', 'ids', 'weights')}
for number, tree in enumerate(booster['trees']):
    if any(tree['split_type']):
        sys.exit(sys.argv[1] + ': a split on categories')
    for n, (left, right) in enumerate(zip(tree['left_children'], tree['right_children'])):
        leaf = left < 0
        value = float(tree['split_conditions'][n])  # of a leaf: its weight
        row = (number, n, 0 if leaf else tree['split_indices'][n], 'LEAF' if leaf else 'BRANCH_LT', 0.0 if leaf else value,
               0 if leaf else left, 0 if leaf else right, 0 if leaf else int(tree['default_left'][n]))
        for column, v in zip(nodes.values(), row):
            column.append(v)
        if leaf:
            for column, v in zip(leaves.values(), (number, n, 0, value)):
                column.append(v)
ensemble = helper.make_node('TreeEnsembleClassifier', ['X'], ['label', 'probabilities'], domain='ai.onnx.ml', classlabels_int64s=[0, 1],
                            post_transform='LOGISTIC', base_values=[math.log(base / (1 - base))],
                            **{'nodes_' + k: v for k, v in nodes.items()}, **{'class_' + k: v for k, v in leaves.items()})
graph = helper.make_graph([ensemble], 'boosted', [helper.make_tensor_value_info('X', TensorProto.FLOAT, [None, int(params['num_feature'])])],
                          [helper.make_tensor_value_info('label', TensorProto.INT64, [None]), helper.make_tensor_value_info('probabilities', TensorProto.FLOAT, [None, 2])])
model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 13), helper.make_opsetid('ai.onnx.ml', 1)], ir_version=8)
checker.check_model(model)
save(model, sys.argv[2])
