package dev.gambeson.artifact.scan.keras;

import java.util.Set;
import java.util.regex.Pattern;

/// What Keras itself writes into configurations: its modules, classes and functions.
///
/// Source: the public API of Keras 2.15 and 3.x.
final class KerasNames {
  private static final Pattern KERAS =
      Pattern.compile(
          "(?:keras|tf_keras|tensorflow\\.keras|tensorflow\\.python\\.keras|tensorflow_core\\.keras)((?:\\.[A-Za-z0-9_]+)*)");

  /// Parts of Keras that hold functions with effects: downloads, archives, settings, loading.
  private static final Set<String> NOT_FOR_MODELS =
      Set.of(
          "utils",
          "saving",
          "config",
          "export",
          "datasets",
          "callbacks",
          "backend",
          "distribution",
          "testing",
          "wrappers",
          "visualization",
          "tree",
          "version",
          "preprocessing",
          "estimator",
          "applications",
          "hub",
          "saved_model",
          "distillation");

  /// Python modules whose functions run programs or touch files: reason for the highest severity.
  static final Set<String> SYSTEM =
      Set.of(
          "os",
          "posix",
          "nt",
          "subprocess",
          "sys",
          "shutil",
          "runpy",
          "importlib",
          "pty",
          "ctypes",
          "socket",
          "pickle",
          "marshal",
          "code",
          "codeop",
          "timeit",
          "webbrowser",
          "platform",
          "urllib",
          "requests",
          "http",
          "ftplib",
          "asyncio",
          "multiprocessing",
          "builtins",
          "io",
          "pathlib",
          "tempfile",
          "torch",
          "operator",
          "functools",
          "pip",
          "pdb",
          "cProfile");

  /// Packages of layers that people install beside Keras.
  static final Set<String> COMPANIONS =
      Set.of(
          "keras_hub",
          "keras_nlp",
          "keras_cv",
          "keras_core",
          "keras_tuner",
          "tensorflow_addons",
          "tensorflow_probability",
          "tensorflow_model_optimization",
          "autokeras",
          "keras_rs",
          "__main__");

  /// Functions of activations, losses and metrics.
  static final Set<String> FUNCTIONS =
      Set.of(
          "relu",
          "relu6",
          "leaky_relu",
          "elu",
          "selu",
          "celu",
          "gelu",
          "glu",
          "silu",
          "swish",
          "sigmoid",
          "hard_sigmoid",
          "hard_silu",
          "hard_swish",
          "hard_tanh",
          "hard_shrink",
          "log_sigmoid",
          "log_softmax",
          "softmax",
          "softplus",
          "softsign",
          "soft_shrink",
          "sparse_plus",
          "sparsemax",
          "sparse_sigmoid",
          "squareplus",
          "tanh",
          "tanh_shrink",
          "threshold",
          "exponential",
          "linear",
          "mish",
          "mean_squared_error",
          "mse",
          "MSE",
          "mean_absolute_error",
          "mae",
          "MAE",
          "mean_absolute_percentage_error",
          "mape",
          "MAPE",
          "mean_squared_logarithmic_error",
          "msle",
          "MSLE",
          "binary_crossentropy",
          "bce",
          "BCE",
          "categorical_crossentropy",
          "sparse_categorical_crossentropy",
          "binary_focal_crossentropy",
          "categorical_focal_crossentropy",
          "kl_divergence",
          "kld",
          "KLD",
          "kullback_leibler_divergence",
          "poisson",
          "cosine_similarity",
          "cosine_proximity",
          "hinge",
          "squared_hinge",
          "categorical_hinge",
          "huber",
          "huber_loss",
          "log_cosh",
          "logcosh",
          "dice",
          "tversky",
          "circle",
          "ctc",
          "accuracy",
          "acc",
          "binary_accuracy",
          "categorical_accuracy",
          "sparse_categorical_accuracy",
          "top_k_categorical_accuracy",
          "sparse_top_k_categorical_accuracy",
          "r2_score",
          "l1",
          "l2",
          "l1_l2",
          "zeros",
          "ones");

  private KerasNames() {}

  /// Whether a module is a part of Keras that holds what models are made of.
  static boolean isModelModule(String module) {
    return isKeras(module)
        && java.util.Arrays.stream(module.split("\\.")).noneMatch(NOT_FOR_MODELS::contains);
  }

  static boolean isKeras(String module) {
    return KERAS.matcher(module).matches();
  }

  /// Whether a class belongs to Keras and only computes.
  static boolean isKnownClass(String name) {
    return KerasClasses.ALL.contains(name);
  }
}
