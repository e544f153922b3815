package dev.gambeson.data.screen.outlier;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;

/// Rows that leave the directions in which the data vary (Shyu, Chen, Sarinnapakorn and Chang, "A
/// Novel Anomaly Detection Scheme Based on Principal Component Classifier", ICDM 2003).
///
/// Score: the sum over principal components of the squared coordinate along it, divided by its
/// eigenvalue. Components without variance count with a floor. Not robust: a large group of
/// outliers bends the components towards itself; [RobustMahalanobis] resists that.
public final class PcaScore implements OutlierDetector {
  private static final double FLOOR = 1e-6; // of the mean eigenvalue

  @Override
  public String name() {
    return "principal components";
  }

  @Override
  public Fitted fit(Rows rows, Seed seed, Workers workers) {
    EachRow.requireFit(rows);
    Moments moments = Moments.of(rows);
    var decomposition = DecompositionFactory_DDRM.eig(rows.width(), true, true);
    if (!decomposition.decompose(moments.covariance())) {
      throw GambesonException.badInput("The covariance of the features has no eigenvectors.");
    }
    int width = rows.width();
    double floor = Math.max(CommonOps_DDRM.trace(moments.covariance()) / width, 1e-300) * FLOOR;
    DMatrixRMaj scaled = new DMatrixRMaj(width, width); // column per component, over its deviation
    for (int c = 0; c < width; c++) {
      double scale = Math.sqrt(Math.max(decomposition.getEigenvalue(c).getReal(), floor));
      DMatrixRMaj vector = decomposition.getEigenVector(c);
      for (int f = 0; f < width; f++) {
        scaled.set(f, c, vector.get(f) / scale);
      }
    }
    return new LinearModel(rows, moments.mean(), scaled);
  }
}
