package dev.gambeson.artifact.scan.keras;

import java.util.Set;

/// Classes of Keras that compute and have no other effect: layers, models, initializers,
/// regularizers, constraints, optimizers, losses, metrics, policies, operations.
final class KerasClasses {
  static final Set<String> ALL =
      Set.of(
          """
          AUC AWQDTypePolicy AbsMaxQuantizer Absolute AbstractRNNCell Accuracy Activation
          Adadelta Adafactor Adagrad Adam AdamW Adamax AdaptiveAveragePooling1D
          AdaptiveAveragePooling2D AdaptiveAveragePooling3D AdaptiveMaxPooling1D
          AdaptiveMaxPooling2D AdaptiveMaxPooling3D Add AdditiveAttention All AlphaDropout
          Amax Amin Any Append Arange Arccos Arcsin Arctan Arctan2 Argmax Argmin Argsort
          Attention AugMix AutoContrast Average AveragePooling1D AveragePooling2D
          AveragePooling3D AvgPool1D AvgPool2D AvgPool3D BaseImageAugmentationLayer
          BatchNormalization Bidirectional BinaryAccuracy BinaryCrossentropy
          BinaryFocalCrossentropy BinaryIoU BroadcastTo CTC Cast CategoricalAccuracy
          CategoricalCrossentropy CategoricalFocalCrossentropy
          CategoricalGeneralizedCrossEntropy CategoricalHinge CategoryEncoding Ceil CenterCrop
          Circle Clip ClipOp CompileMetrics CompositeTensor Concatenate ConcordanceCorrelation
          Cond Conj Constant Constraint Conv1D Conv1DTranspose Conv2D Conv2DTranspose Conv3D
          Conv3DTranspose ConvLSTM1D ConvLSTM2D ConvLSTM3D ConvTranspose Convolution1D
          Convolution2D Convolution2DTranspose Convolution3D Copy Cos Cosh CosineDecay
          CosineDecayRestarts CosineSimilarity Cropping1D Cropping2D Cropping3D Cross CuDNNGRU
          CuDNNLSTM Cumprod Cumsum CutMix DTypePolicy DTypePolicyMap Dense DenseFeatures
          DepthwiseConv1D DepthwiseConv2D Diag Diagonal Dice Discretization Divide Dot Dropout
          ELU Einsum EinsumDense Elu Embedding Equal Equalization EqualizeHistogram Erf Exp
          ExpandDims Expm1 ExponentialDecay Eye F1Score FBetaScore FalseNegatives
          FalsePositives Feature FeatureSpace Flatten Flip Float8QuantizationConfig
          FloatDTypePolicy Floor FloorDivide Ftrl Full Functional GPTQDTypePolicy GRU GRUCell
          Gather GaussianDropout GaussianNoise Gelu GetItem GlobalAveragePooling1D
          GlobalAveragePooling2D GlobalAveragePooling3D GlobalAvgPool1D GlobalAvgPool2D
          GlobalAvgPool3D GlobalMaxPool1D GlobalMaxPool2D GlobalMaxPool3D GlobalMaxPooling1D
          GlobalMaxPooling2D GlobalMaxPooling3D GlorotNormal GlorotUniform Greater
          GreaterEqual GroupNormalization GroupQueryAttention GroupedQueryAttention
          HardSigmoid HardSilu HashedCrossing Hashing HeNormal HeUniform Hinge Hstack Huber
          Identity IdentityInitializer Imag Initializer InputLayer InputSpec Int4DTypePolicy
          Int4QuantizationConfig Int8QuantizationConfig IntegerLookup InverseTimeDecay IoU
          Isfinite Isinf Isnan KLDivergence L1 L1L2 L2 LSTM LSTMCell Lamb Layer
          LayerNormalization LeakyReLU LeakyRelu LearningRateSchedule LecunNormal LecunUniform
          Less LessEqual LinearModel Linspace Lion LocallyConnected1D LocallyConnected2D Log
          Log10 Log1p Log2 LogCosh LogCoshError LogSoftmax Logaddexp LogicalAnd LogicalNot
          LogicalOr Logsumexp Loss LossScaleOptimizer Masking Matmul Max MaxNorm
          MaxNumBoundingBoxes MaxPool1D MaxPool2D MaxPool3D MaxPooling1D MaxPooling2D
          MaxPooling3D Maximum Mean MeanAbsoluteError MeanAbsolutePercentageError MeanIoU
          MeanMetricWrapper MeanRelativeError MeanSquaredError MeanSquaredLogarithmicError
          Median MelSpectrogram Meshgrid Metric Min MinMaxNorm Minimum MixUp Mod Model
          Moveaxis MultiHeadAttention Multiply Muon Nadam NanToNum Ndim Negative NonNeg
          Nonzero Norm Normalization NotEqual OneHot OneHotIoU OneHotMeanIoU Ones OnesLike
          Optimizer Orthogonal OrthogonalInitializer OrthogonalRegularizer Outer PReLU Pad
          PearsonCorrelation Permute PiecewiseConstantDecay Pipeline Poisson Policy PolicyV1
          PolynomialDecay Power Precision PrecisionAtRecall Prod Qr QuantizationConfig
          QuantizedDTypePolicy QuantizedFloat8DTypePolicy Quantizer R2Score RMSNormalization
          RMSprop RNN RadialConstraint RandAugment RandomBrightness RandomColorDegeneration
          RandomColorJitter RandomContrast RandomCrop RandomElasticTransform RandomErasing
          RandomFlip RandomGaussianBlur RandomGrayscale RandomHeight RandomHue RandomInvert
          RandomNormal RandomPerspective RandomPosterization RandomRotation RandomSaturation
          RandomSharpness RandomShear RandomTranslation RandomUniform RandomWidth RandomZoom
          Ravel ReLU Real Recall RecallAtPrecision Reciprocal Regularizer RegularizerContainer
          Relu Relu6 Repeat RepeatVector Rescaling Reshape Resizing ReversibleEmbedding Roll
          RootMeanSquaredError Round Rsqrt SGD STFT STFTInitializer STFTSpectrogram
          ScheduleFreeAdamW SeedGenerator SegmentMax SegmentSum Selu SensitivityAtSpecificity
          SeparableConv1D SeparableConv2D SeparableConvolution1D SeparableConvolution2D
          SequenceFeatures Sequential Shape Sigmoid Sign Silu SimpleRNN SimpleRNNCell Sin Sinh
          Size Slice SlicingOpLambda Softmax Softplus Softsign Solarization Solve Sort
          SparseCategoricalAccuracy SparseCategoricalCrossentropy
          SparseTopKCategoricalAccuracy SpatialDropout1D SpatialDropout2D SpatialDropout3D
          SpecificityAtSensitivity SpectralNormalization Split Sqrt Square SquaredHinge
          Squeeze Stack StackedRNNCells Std StringLookup Subtract Sum Swapaxes Take
          TakeAlongAxis Tan Tanh TensorShape Tensordot TextVectorization ThresholdedReLU Tile
          TimeDistributed TopK TopKCategoricalAccuracy Trace Transpose Tri Tril Triu
          TrueDivide TrueNegatives TruePositives TruncatedNormal Tversky UnitNorm
          UnitNormalization Unstack UpSampling1D UpSampling2D UpSampling3D Var VarianceScaling
          Vdot Vstack Where WideDeepModel Wrapper ZeroPadding1D ZeroPadding2D ZeroPadding3D
          Zeros ZerosLike
          """
              .strip()
              .split("\\s+"));

  private KerasClasses() {}
}
