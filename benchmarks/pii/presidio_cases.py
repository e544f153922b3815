import ast,sys,os,json,glob
root=sys.argv[1]
out=[]
for f in sorted(glob.glob(root+'/presidio-analyzer/tests/test_*_recognizer.py')):
    name=os.path.basename(f)[5:-len('_recognizer.py')]
    tree=ast.parse(open(f).read())
    n=0;skipped=0
    for fn in [x for x in ast.walk(tree) if isinstance(x,ast.FunctionDef)]:
        for d in fn.decorator_list:
            if isinstance(d,ast.Call) and getattr(d.func,'attr','')=='parametrize':
                try: names=[s.strip() for s in ast.literal_eval(d.args[0]).split(',')] if not isinstance(d.args[0],(ast.List,ast.Tuple)) else ast.literal_eval(d.args[0])
                except Exception: continue
                if not isinstance(d.args[1],(ast.List,ast.Tuple)): continue
                for e in d.args[1].elts:
                    row={}
                    if not isinstance(e,ast.Tuple): 
                        skipped+=1; continue
                    for k,v in zip(names,e.elts):
                        try: row[k]=ast.literal_eval(v)
                        except Exception: row[k]=None
                    out.append(dict(recogniser=name,test=fn.name,**row)); n+=1
    print(name,n,skipped,file=sys.stderr)
for o in out: print(json.dumps(o,ensure_ascii=False,default=str))
