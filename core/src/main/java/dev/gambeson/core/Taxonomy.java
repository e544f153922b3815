package dev.gambeson.core;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Ids of public threat taxonomies that checks refer to. Ids and titles only; the texts stay with
/// their authors. OWASP Machine Learning Security Top Ten (2023, draft v0.3) and MITRE ATLAS 5.6.0.
public final class Taxonomy {
  private Taxonomy() {}

  /// One entry of a taxonomy.
  ///
  /// @param id for example `ML01:2023` or `AML.T0015`
  /// @param title the taxonomy's own title
  /// @param url where to read more
  public record Entry(String id, String title, String url) {}

  private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>();

  static {
    owasp("ML01:2023", "Input Manipulation Attack", "ML01_2023-Input_Manipulation_Attack");
    owasp("ML02:2023", "Data Poisoning Attack", "ML02_2023-Data_Poisoning_Attack");
    owasp("ML03:2023", "Model Inversion Attack", "ML03_2023-Model_Inversion_Attack");
    owasp("ML04:2023", "Membership Inference Attack", "ML04_2023-Membership_Inference_Attack");
    owasp("ML05:2023", "Model Theft", "ML05_2023-Model_Theft");
    owasp("ML06:2023", "AI Supply Chain Attacks", "ML06_2023-AI_Supply_Chain_Attacks");
    owasp("ML07:2023", "Transfer Learning Attack", "ML07_2023-Transfer_Learning_Attack");
    owasp("ML08:2023", "Model Skewing", "ML08_2023-Model_Skewing");
    owasp("ML09:2023", "Output Integrity Attack", "ML09_2023-Output_Integrity_Attack");
    owasp("ML10:2023", "Model Poisoning", "ML10_2023-Model_Poisoning");
    atlas("AML.T0010.001", "AI Supply Chain Compromise: AI Software");
    atlas("AML.T0010.003", "AI Supply Chain Compromise: Model");
    atlas("AML.T0011.000", "User Execution: Unsafe AI Artifacts");
    atlas("AML.T0015", "Evade AI Model");
    atlas("AML.T0018", "Manipulate AI Model");
    atlas("AML.T0018.002", "Manipulate AI Model: Embed Malware");
    atlas("AML.T0020", "Poison Training Data");
    atlas("AML.T0024.000", "Exfiltration via AI Inference API: Infer Training Data Membership");
    atlas("AML.T0024.001", "Exfiltration via AI Inference API: Invert AI Model");
    atlas("AML.T0024.002", "Exfiltration via AI Inference API: Extract AI Model");
    atlas("AML.T0031", "Erode AI Model Integrity");
    atlas("AML.T0043", "Craft Adversarial Data");
    atlas("AML.T0043.001", "Craft Adversarial Data: Black-Box Optimization");
    atlas("AML.T0048.002", "External Harms: Societal Harm");
    atlas("AML.T0059", "Erode Dataset Integrity");
  }

  private static void owasp(String id, String title, String page) {
    ENTRIES.put(
        id,
        new Entry(
            id,
            title,
            "https://owasp.org/www-project-machine-learning-security-top-10/docs/"
                + page
                + ".html"));
  }

  private static void atlas(String id, String title) {
    ENTRIES.put(id, new Entry(id, title, "https://atlas.mitre.org/techniques/" + id));
  }

  /// The entry with this id.
  public static Optional<Entry> find(String id) {
    return Optional.ofNullable(ENTRIES.get(id));
  }

  /// Every known entry, OWASP first.
  public static List<Entry> all() {
    return List.copyOf(ENTRIES.values());
  }
}
