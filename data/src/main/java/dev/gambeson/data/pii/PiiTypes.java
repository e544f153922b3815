package dev.gambeson.data.pii;

import dev.gambeson.data.pii.PiiType.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Every kind of personal data that is recognised without configuration.
public final class PiiTypes {
  private static final List<PiiType> ALL = new ArrayList<>();

  public static final PiiType MAIL = add("mail-address", "E-mail address", Kind.DIRECT, "");
  public static final PiiType PHONE = add("phone-number", "Phone number", Kind.DIRECT, "");
  public static final PiiType PERSON = add("person-name", "Name of a person", Kind.DIRECT, "");
  public static final PiiType ADDRESS = add("postal-address", "Postal address", Kind.DIRECT, "");
  public static final PiiType BIRTH = add("date-of-birth", "Date of birth", Kind.QUASI, "");
  public static final PiiType POSTCODE = add("postcode", "Postcode", Kind.QUASI, "");
  public static final PiiType GEO =
      add("geo-coordinates", "Geographic coordinates", Kind.QUASI, "");
  public static final PiiType IP = add("ip-address", "IP address", Kind.DIRECT, "");
  public static final PiiType MAC = add("mac-address", "MAC address", Kind.DIRECT, "");
  public static final PiiType CARD = add("payment-card", "Payment card number", Kind.DIRECT, "");
  public static final PiiType IBAN = add("iban", "Bank account (IBAN)", Kind.DIRECT, "");
  public static final PiiType PASSPORT = add("passport-number", "Passport number", Kind.DIRECT, "");
  public static final PiiType DRIVER =
      add("driver-licence", "Driving licence number", Kind.DIRECT, "");
  public static final PiiType GENDER = add("gender", "Sex or gender", Kind.QUASI, "");
  public static final PiiType AGE = add("age", "Age", Kind.QUASI, "");
  public static final PiiType OCCUPATION = add("occupation", "Occupation", Kind.QUASI, "");
  public static final PiiType CITY = add("place", "Place of residence", Kind.QUASI, "");
  public static final PiiType HEALTH =
      add("health-term", "Health condition or treatment", Kind.SPECIAL, "");
  public static final PiiType ICD = add("icd-10-code", "Diagnosis code (ICD-10)", Kind.SPECIAL, "");
  public static final PiiType BELIEF = add("belief", "Religion or belief", Kind.SPECIAL, "");
  public static final PiiType ETHNICITY =
      add("ethnicity", "Racial or ethnic origin", Kind.SPECIAL, "");
  public static final PiiType POLITICS =
      add("political-opinion", "Political opinion or union membership", Kind.SPECIAL, "");
  public static final PiiType SEXUALITY =
      add("sexual-orientation", "Sexual orientation", Kind.SPECIAL, "");
  public static final PiiType BIOMETRIC =
      add("biometric", "Genetic or biometric data", Kind.SPECIAL, "");
  public static final PiiType SECRET = add("credential", "Credential or key", Kind.CREDENTIAL, "");
  public static final PiiType US_SSN =
      add("us-ssn", "US Social Security number", Kind.DIRECT, "US");
  public static final PiiType US_ITIN =
      add("us-itin", "US taxpayer number (ITIN)", Kind.DIRECT, "US");
  public static final PiiType US_NPI = add("us-npi", "US provider number (NPI)", Kind.DIRECT, "US");
  public static final PiiType US_MBI =
      add("us-mbi", "US Medicare number (MBI)", Kind.SPECIAL, "US");
  public static final PiiType US_ABA =
      add("us-aba-routing", "US bank routing number", Kind.QUASI, "US");
  public static final PiiType US_ACCOUNT =
      add("us-bank-account", "US bank account number", Kind.DIRECT, "US");
  public static final PiiType UK_NHS = add("uk-nhs", "UK NHS number", Kind.SPECIAL, "GB");
  public static final PiiType UK_NINO =
      add("uk-nino", "UK National Insurance number", Kind.DIRECT, "GB");
  public static final PiiType UK_DRIVER =
      add("uk-driving-licence", "UK driving licence number", Kind.DIRECT, "GB");
  public static final PiiType IE_PPS = add("ie-pps", "Irish PPS number", Kind.DIRECT, "IE");
  public static final PiiType DE_TAX = add("de-steuer-id", "German tax id", Kind.DIRECT, "DE");
  public static final PiiType DE_SOCIAL =
      add("de-rvnr", "German pension insurance number", Kind.DIRECT, "DE");
  public static final PiiType DE_HEALTH =
      add("de-kvnr", "German health insurance number", Kind.SPECIAL, "DE");
  public static final PiiType DE_PASSPORT =
      add("de-passport", "German passport number", Kind.DIRECT, "DE");
  public static final PiiType DE_CARD =
      add("de-id-card", "German identity card number", Kind.DIRECT, "DE");
  public static final PiiType AT_SVNR =
      add("at-svnr", "Austrian social insurance number", Kind.DIRECT, "AT");
  public static final PiiType CH_AHV = add("ch-ahv", "Swiss AHV number", Kind.DIRECT, "CH");
  public static final PiiType FR_NIR =
      add("fr-nir", "French social security number (NIR)", Kind.DIRECT, "FR");
  public static final PiiType BE_NN =
      add("be-rijksregister", "Belgian national number", Kind.DIRECT, "BE");
  public static final PiiType NL_BSN =
      add("nl-bsn", "Dutch citizen service number (BSN)", Kind.DIRECT, "NL");
  public static final PiiType IT_CF =
      add("it-codice-fiscale", "Italian codice fiscale", Kind.DIRECT, "IT");
  public static final PiiType IT_CARD =
      add("it-id-card", "Italian identity card number", Kind.DIRECT, "IT");
  public static final PiiType IT_DRIVER =
      add("it-driver-licence", "Italian driving licence number", Kind.DIRECT, "IT");
  public static final PiiType ES_NIF = add("es-nif", "Spanish NIF", Kind.DIRECT, "ES");
  public static final PiiType ES_NIE = add("es-nie", "Spanish NIE", Kind.DIRECT, "ES");
  public static final PiiType ES_NAF =
      add("es-naf", "Spanish social security number", Kind.DIRECT, "ES");
  public static final PiiType PT_NIF = add("pt-nif", "Portuguese NIF", Kind.DIRECT, "PT");
  public static final PiiType GR_AMKA = add("gr-amka", "Greek AMKA", Kind.DIRECT, "GR");
  public static final PiiType SE_PNR =
      add("se-personnummer", "Swedish personnummer", Kind.DIRECT, "SE");
  public static final PiiType NO_FNR =
      add("no-fodselsnummer", "Norwegian fødselsnummer", Kind.DIRECT, "NO");
  public static final PiiType DK_CPR = add("dk-cpr", "Danish CPR number", Kind.DIRECT, "DK");
  public static final PiiType FI_HETU =
      add("fi-hetu", "Finnish personal identity code", Kind.DIRECT, "FI");
  public static final PiiType IS_KT = add("is-kennitala", "Icelandic kennitala", Kind.DIRECT, "IS");
  public static final PiiType PL_PESEL = add("pl-pesel", "Polish PESEL", Kind.DIRECT, "PL");
  public static final PiiType PL_CARD =
      add("pl-id-card", "Polish identity card number", Kind.DIRECT, "PL");
  public static final PiiType CZ_RC =
      add("cz-rodne-cislo", "Czech or Slovak birth number", Kind.DIRECT, "CZ");
  public static final PiiType HU_TAJ = add("hu-taj", "Hungarian TAJ number", Kind.DIRECT, "HU");
  public static final PiiType RO_CNP = add("ro-cnp", "Romanian CNP", Kind.DIRECT, "RO");
  public static final PiiType BG_EGN = add("bg-egn", "Bulgarian EGN", Kind.DIRECT, "BG");
  public static final PiiType HR_OIB = add("hr-oib", "Croatian OIB", Kind.DIRECT, "HR");
  public static final PiiType SI_EMSO =
      add("si-emso", "EMŠO/JMBG of former Yugoslavia", Kind.DIRECT, "SI");
  public static final PiiType EE_LT_IK =
      add("ee-lt-isikukood", "Estonian or Lithuanian personal code", Kind.DIRECT, "EE");
  public static final PiiType LV_PK =
      add("lv-personas-kods", "Latvian personal code", Kind.DIRECT, "LV");
  public static final PiiType TR_TC =
      add("tr-tc-kimlik", "Turkish identity number", Kind.DIRECT, "TR");
  public static final PiiType RU_SNILS = add("ru-snils", "Russian SNILS", Kind.DIRECT, "RU");
  public static final PiiType IL_TZ =
      add("il-teudat-zehut", "Israeli identity number", Kind.DIRECT, "IL");
  public static final PiiType IN_AADHAAR =
      add("in-aadhaar", "Indian Aadhaar number", Kind.DIRECT, "IN");
  public static final PiiType IN_PAN = add("in-pan", "Indian PAN", Kind.DIRECT, "IN");
  public static final PiiType IN_VOTER = add("in-voter", "Indian voter id", Kind.DIRECT, "IN");
  public static final PiiType AU_TFN =
      add("au-tfn", "Australian tax file number", Kind.DIRECT, "AU");
  public static final PiiType AU_ABN =
      add("au-abn", "Australian business number", Kind.QUASI, "AU");
  public static final PiiType AU_MEDICARE =
      add("au-medicare", "Australian Medicare number", Kind.SPECIAL, "AU");
  public static final PiiType CA_SIN =
      add("ca-sin", "Canadian social insurance number", Kind.DIRECT, "CA");
  public static final PiiType BR_CPF = add("br-cpf", "Brazilian CPF", Kind.DIRECT, "BR");
  public static final PiiType BR_CNPJ =
      add("br-cnpj", "Brazilian company number (CNPJ)", Kind.QUASI, "BR");
  public static final PiiType AR_CUIL = add("ar-cuil", "Argentine CUIL or CUIT", Kind.DIRECT, "AR");
  public static final PiiType CL_RUT = add("cl-rut", "Chilean RUT", Kind.DIRECT, "CL");
  public static final PiiType MX_CURP = add("mx-curp", "Mexican CURP", Kind.DIRECT, "MX");
  public static final PiiType ZA_ID =
      add("za-id", "South African identity number", Kind.DIRECT, "ZA");
  public static final PiiType NG_NIN = add("ng-nin", "Nigerian NIN", Kind.DIRECT, "NG");
  public static final PiiType CN_RID =
      add("cn-resident-id", "Chinese resident identity number", Kind.DIRECT, "CN");
  public static final PiiType KR_RRN =
      add("kr-rrn", "Korean resident registration number", Kind.DIRECT, "KR");
  public static final PiiType KR_FRN =
      add("kr-frn", "Korean foreigner registration number", Kind.DIRECT, "KR");
  public static final PiiType JP_MY = add("jp-my-number", "Japanese My Number", Kind.DIRECT, "JP");
  public static final PiiType SG_NRIC =
      add("sg-nric", "Singaporean NRIC or FIN", Kind.DIRECT, "SG");
  public static final PiiType TH_TNIN = add("th-tnin", "Thai identity number", Kind.DIRECT, "TH");
  public static final PiiType TW_ID = add("tw-id", "Taiwanese identity number", Kind.DIRECT, "TW");
  public static final PiiType MY_NRIC = add("my-nric", "Malaysian NRIC", Kind.DIRECT, "MY");

  private PiiTypes() {}

  private static PiiType add(String id, String title, Kind kind, String country) {
    PiiType type = new PiiType(id, title, kind, country);
    ALL.add(type);
    return type;
  }

  /// All of them, in a fixed order.
  public static List<PiiType> all() {
    return List.copyOf(ALL);
  }

  /// The one with this id.
  public static Optional<PiiType> find(String id) {
    return ALL.stream().filter(t -> t.id().equals(id)).findFirst();
  }
}
