"""Presidio's rule recognisers over the corpus of PiiBenchmark, without a language model.

presidio_run.py CHECKOUT CORPUS.jsonl OUT.jsonl [MIN_SCORE]

Debian's python3 with python3-regex python3-phonenumbers python3-tldextract python3-yaml python3-requests. spaCy and
pydantic 2 are not there; what Presidio imports of them is replaced by empty classes, which its pattern recognisers never
touch. Words for its context enhancer come from a plain tokeniser, lower-cased. Each language gets the generic
recognisers, those of its countries, and the phone regions of its countries: a fair set-up, not the default one (English only).
"""
import json
import re
import sys
import time
import types
from unittest.mock import MagicMock


class Stub(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return MagicMock if name[0].isupper() else MagicMock()


class Base:
    def __init__(self, **kwargs):
        self.__dict__.update(kwargs)


def decorator(*_, **__):
    return lambda function: function


for module in ["spacy", "spacy.tokens", "spacy.language", "spacy.util", "spacy.cli", "stanza", "transformers"]:
    sys.modules[module] = Stub(module)
pydantic = types.ModuleType("pydantic")
pydantic.BaseModel = Base
pydantic.ConfigDict = dict
pydantic.Field = lambda *a, **k: k.get("default")
pydantic.ValidationError = ValueError
pydantic.PydanticUserError = ValueError
pydantic.field_validator = pydantic.model_validator = pydantic.field_serializer = decorator
sys.modules["pydantic"] = pydantic

checkout, corpus, out = sys.argv[1:4]
minimum = float(sys.argv[4]) if len(sys.argv) > 4 else 0.5
sys.path.insert(0, checkout + "/presidio-analyzer")
from presidio_analyzer import EntityRecognizer, predefined_recognizers as p  # noqa: E402
from presidio_analyzer.context_aware_enhancers import LemmaContextAwareEnhancer  # noqa: E402

GENERIC = ["EmailRecognizer", "CreditCardRecognizer", "IbanRecognizer", "IpRecognizer", "MacAddressRecognizer", "DateRecognizer"]
COUNTRY = {
    "en": ["UsSsnRecognizer", "UsPassportRecognizer", "NhsRecognizer", "UkNinoRecognizer", "UkPassportRecognizer"],
    "de": ["DeTaxIdRecognizer", "DePassportRecognizer"],
    "es": ["EsNifRecognizer", "EsNieRecognizer", "EsPassportRecognizer"],
    "it": ["ItFiscalCodeRecognizer", "ItPassportRecognizer"],
    "pl": ["PlPeselRecognizer"],
    "sv": ["SePersonnummerRecognizer"],
    "tr": ["TrNationalIdRecognizer"],
}
REGIONS = {"en": ("US", "GB"), "de": ("DE",), "fr": ("FR",), "es": ("ES",), "it": ("IT",), "pt": ("PT", "BR"),
           "nl": ("NL",), "pl": ("PL",), "sv": ("SE",), "tr": ("TR",)}


def recognisers(language):
    names = GENERIC + COUNTRY.get(language, [])
    missing = [n for n in names if not hasattr(p, n)]
    if missing:
        print("not in this version:", missing, file=sys.stderr)
    made = [getattr(p, n)(supported_language=language) for n in names if hasattr(p, n)]
    return made + [p.PhoneRecognizer(supported_language=language, supported_regions=REGIONS[language])]


class Word:
    def __init__(self, text, idx):
        self.text, self.idx, self.lemma_ = text, idx, text.lower()

    def __len__(self):
        return len(self.text)

    def __str__(self):
        return self.text


class Words:
    def __init__(self, text):
        self.tokens = [Word(m.group(), m.start()) for m in re.finditer(r"\w+|[^\w\s]", text)]
        self.tokens_indices = [t.idx for t in self.tokens]
        self.lemmas = [t.lemma_ for t in self.tokens]
        self.keywords = [w for w in self.lemmas if w.isalpha()]
        self.entities, self.scores = [], []


by_language = {language: recognisers(language) for language in REGIONS}
enhancer = LemmaContextAwareEnhancer()
documents = [json.loads(line) for line in open(corpus, encoding="utf-8")]
start, size, results = time.process_time(), 0, []
for d in documents:
    size += len(d["text"].encode())
    words, found = Words(d["text"]), []
    for r in by_language[d["language"]]:
        for result in r.analyze(text=d["text"], entities=r.supported_entities, nlp_artifacts=words) or []:
            result.recognition_metadata = result.recognition_metadata or {}
            result.recognition_metadata.setdefault("recognizer_name", r.name)
            result.recognition_metadata.setdefault("recognizer_identifier", r.id)
            found.append(result)
    found = enhancer.enhance_using_context(d["text"], found, words, by_language[d["language"]], None)
    found = EntityRecognizer.remove_duplicates(found)
    results.append({"id": d["id"], "matches": [[f.start, f.end, f.entity_type, f.score] for f in found if f.score >= minimum]})
cpu = time.process_time() - start
with open(out, "w", encoding="utf-8") as f:
    for r in results:
        f.write(json.dumps(r) + "\n")
print(f"{size / 1e6 / cpu:.3f} MB per CPU s ({size / 1e6:.2f} MB, {cpu:.1f} s)", file=sys.stderr)
