package dev.gambeson.artifact.scan.text;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Package names one letter off a well-known one, or with its separators moved.
final class Lookalikes {
  private static final List<String> KNOWN =
      List.of(
          "accelerate",
          "beautifulsoup4",
          "bitsandbytes",
          "catboost",
          "cryptography",
          "datasets",
          "diffusers",
          "evaluate",
          "fastapi",
          "gradio",
          "huggingface-hub",
          "joblib",
          "langchain",
          "lightgbm",
          "matplotlib",
          "mlflow",
          "nltk",
          "numpy",
          "onnxruntime",
          "openai",
          "opencv-python",
          "pandas",
          "pillow",
          "protobuf",
          "pytorch-lightning",
          "pyyaml",
          "requests",
          "safetensors",
          "scikit-learn",
          "scipy",
          "seaborn",
          "sentence-transformers",
          "sentencepiece",
          "setuptools",
          "tensorflow",
          "tokenizers",
          "torch",
          "torchaudio",
          "torchvision",
          "transformers",
          "urllib3",
          "xgboost",
          "xformers",
          "tensorboard",
          "streamlit",
          "statsmodels",
          "django",
          "flask",
          "jinja2",
          "sqlalchemy",
          "boto3");

  /// Real packages that happen to look so.
  private static final Set<String> REAL =
      Set.of(
          "dataset",
          "tokenizer",
          "flask2",
          "jinja",
          "openapi",
          "torchx",
          "flasks",
          "evaluates",
          "request",
          "pillow2",
          "pandas2",
          "pytorch");

  private Lookalikes() {}

  /// The well-known name that this one imitates; empty for ordinary names.
  static Optional<String> of(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
    if (plain.length() < 5 || KNOWN.contains(plain) || REAL.contains(plain)) {
      return Optional.empty();
    }
    return KNOWN.stream().filter(known -> isNear(plain, known)).findFirst();
  }

  private static boolean isNear(String a, String b) {
    if (a.replace("-", "").equals(b.replace("-", ""))) {
      return true;
    }
    int prefix = 0;
    while (prefix < Math.min(a.length(), b.length()) && a.charAt(prefix) == b.charAt(prefix)) {
      prefix++;
    }
    String restA = a.substring(prefix);
    String restB = b.substring(prefix);
    return prefix > 0
        && (same(restA, restB, 1, 1)
            || same(restA, restB, 1, 0)
            || same(restA, restB, 0, 1)
            || isSwap(restA, restB));
  }

  private static boolean same(String a, String b, int skipA, int skipB) {
    return a.length() >= skipA
        && b.length() >= skipB
        && a.substring(skipA).equals(b.substring(skipB));
  }

  private static boolean isSwap(String a, String b) {
    return a.length() >= 2
        && b.length() >= 2
        && a.charAt(0) == b.charAt(1)
        && a.charAt(1) == b.charAt(0)
        && a.substring(2).equals(b.substring(2));
  }
}
