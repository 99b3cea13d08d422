import type { Told } from "../../told.ts";

/** What the API answers where it refuses (`src/http/`, `src/outreach/`), as far as the dashboard can meet it. */
export const server: Told = {
  // leads and reports
  "phone or email is required": "फ़ोन या ईमेल ज़रूरी है",
  "name or firstName is required": "नाम ज़रूरी है",
  "is not an email address": "यह ईमेल पता नहीं है",
  "is required": "ज़रूरी है",
  "A call attempt has already been made to this phone number for this project":
    "इस प्रोजेक्ट में इस फ़ोन नंबर पर पहले ही कॉल का प्रयास हो चुका है",
  "Phone number contains repeating digits pattern": "फ़ोन नंबर में एक ही अंक दोहराया गया है",
  "Lead with referenceId {} already exists for this project and process":
    "referenceId {} की लीड इस प्रोजेक्ट और प्रोसेस में पहले से है",
  "Lead with email {} already exists for this project": "ईमेल {} की लीड इस प्रोजेक्ट में पहले से है",
  "Lead with ID {} not found": "id {} की लीड नहीं मिली",
  "Lead with referenceId {} not found": "referenceId {} की लीड नहीं मिली",
  "Lead update is not allowed while a call is in progress for this lead":
    "इस लीड पर कॉल चल रही हो तब उसे बदला नहीं जा सकता",
  "This process is archived and accepts nothing: restore it first":
    "यह प्रोसेस संग्रहित है और कुछ नहीं लेता: पहले उसे बाहर लाएँ",
  '"{}" is not a possible phone number: give it with its country, such as +91 98765 43210':
    "“{}” फ़ोन नंबर नहीं हो सकता: देश कोड के साथ लिखें, जैसे +91 98765 43210",
  "metadata may come to {} KiB at most": "मेटाडेटा अधिकतम {} KiB हो सकता है",
  // who may
  "A valid token is required: Authorization: Bearer rb_live_…":
    "मान्य टोकन ज़रूरी है: Authorization: Bearer rb_live_…",
  "This needs the scope {}; the token has {}": "इसके लिए {} अधिकार चाहिए; आपके पास {} है",
  "There is no such project for you": "आपके लिए ऐसा कोई प्रोजेक्ट नहीं है",
  "This request does not come from the dashboard's own pages": "यह अनुरोध डैशबोर्ड के अपने पेज से नहीं आया",
  "Nobody is signed in": "कोई साइन इन नहीं है",
  "Email or password is wrong": "ईमेल या पासवर्ड गलत है",
  "Too many failed sign-ins: wait a while": "साइन इन के बहुत विफल प्रयास: थोड़ा रुकें",
  "Too many requests: wait a while": "बहुत अधिक अनुरोध: थोड़ा रुकें",
  "Too many requests: {} per {} s are allowed": "बहुत अधिक अनुरोध: {2} सेकंड में {1} हो सकते हैं",
  "Too many duplicate leads: initiating leads is blocked for a while":
    "बहुत अधिक दोहरी लीड: लीड बनाना थोड़ी देर के लिए रुका है",
  // processes, callbacks, deliveries
  "Someone else saved this process first: look at what changed and save again":
    "किसी और ने यह प्रोसेस पहले सेव किया: देखें क्या बदला और फिर सेव करें",
  '"{}" is still chosen in {}: remove it there first': "“{}” अभी {} में चुना हुआ है: पहले वहाँ से हटाएँ",
  "The callback of this delivery was removed": "इस डिलीवरी का कॉलबैक हटा दिया गया था",
  "It waits behind an earlier update of the same lead: resend that one":
    "यह उसी लीड के पहले वाले अपडेट के पीछे है: उसे फिर भेजें",
  "A disabled callback is owed nothing: enable it first": "बंद कॉलबैक को कुछ देय नहीं: पहले उसे चालू करें",
  "An operational callback has no activities to replay: recover what failed":
    "संचालन कॉलबैक की कोई गतिविधि नहीं जिसे रीप्ले करें: जो विफल हुआ उसे रिकवर करें",
  "A project has at most {} inspectors: delete one first":
    "एक प्रोजेक्ट में अधिकतम {} इंस्पेक्टर हो सकते हैं: पहले एक हटाएँ",
  "must be after since": "“कब से” के बाद होना चाहिए",
  "must be before until": "“कब तक” से पहले होना चाहिए",
  "must be an object": "JSON ऑब्जेक्ट होना चाहिए",
  "The payload of a test is at most {} KiB": "टेस्ट का पेलोड अधिकतम {} KiB हो सकता है",
  "One activity is at most {} KiB": "एक गतिविधि अधिकतम {} KiB हो सकती है",
  // people, projects, tokens
  "A project keeps at least one owner: make someone else owner first":
    "हर प्रोजेक्ट में कम से कम एक owner रहता है: पहले किसी और को owner बनाएँ",
  "This person is in projects that you do not own: the operator can set a password with `ringback user password`":
    "यह व्यक्ति ऐसे प्रोजेक्ट में भी है जो आपके नहीं: ऑपरेटर `ringback user password` से पासवर्ड बदल सकता है",
  "This invitation was used, taken back or has ended: ask for a new one":
    "यह निमंत्रण इस्तेमाल हो चुका, वापस लिया गया या समाप्त हो गया: नया माँगें",
  "This link was used or has ended: ask an owner of your project for a new one":
    "यह लिंक इस्तेमाल हो चुका या समाप्त हो गया: अपने प्रोजेक्ट के किसी owner से नया माँगें",
  "{} is in this project already": "{} इस प्रोजेक्ट में पहले से है",
  "is not the password of {}": "यह {} का पासवर्ड नहीं है",
  "is not your password": "यह आपका पासवर्ड नहीं है",
  "is no process of this project": "इस प्रोजेक्ट का ऐसा कोई प्रोसेस नहीं",
  "must be an email address": "ईमेल पता होना चाहिए",
  "must be report for a token of one process": "एक प्रोसेस के टोकन के लिए report होना चाहिए",
  "must have at least {} characters": "कम से कम {} अक्षर होने चाहिए",
  "Only an owner who is signed in can rename a project": "प्रोजेक्ट का नाम केवल साइन इन किया हुआ owner बदल सकता है",
  "Only a person who is signed in has an account": "खाता केवल साइन इन किए हुए व्यक्ति का होता है",
  // voice providers
  '"{}" is not one of the dispositions': "“{}” डिस्पोज़िशन में नहीं है",
  // files
  "No column is the phone or the email of a lead": "कोई कॉलम लीड का फ़ोन या ईमेल नहीं है",
  "No column is the name of a lead": "कोई कॉलम लीड का नाम नहीं है",
  "A file is at most {} MiB: split it": "फ़ाइल अधिकतम {} MiB हो सकती है: उसे बाँटें",
  "Other files are being imported: try again soon": "दूसरी फ़ाइलें इम्पोर्ट हो रही हैं: थोड़ी देर में फिर कोशिश करें",
  "This import has had its file: begin another": "इस इम्पोर्ट की फ़ाइल आ चुकी है: दूसरा शुरू करें",
  "The server was stopped: import the file again": "सर्वर रोका गया: फ़ाइल फिर इम्पोर्ट करें",
  "The database takes no writes now: import the file again": "डेटाबेस अभी कुछ नहीं लिख रहा: फ़ाइल फिर इम्पोर्ट करें",
  "The upload broke off: import the file again": "अपलोड बीच में टूट गया: फ़ाइल फिर इम्पोर्ट करें",
  "The file is empty": "फ़ाइल खाली है",
  "metadata must be a JSON object": "metadata JSON ऑब्जेक्ट होना चाहिए",
  "The file is not UTF-8: save it as “CSV UTF-8”": "फ़ाइल UTF-8 में नहीं है: उसे “CSV UTF-8” में सेव करें",
  "The file holds NUL characters: it is no CSV file in UTF-8":
    "फ़ाइल में NUL अक्षर हैं: यह UTF-8 की CSV फ़ाइल नहीं है",
  "This is a workbook, not a CSV file: save the sheet as “CSV UTF-8”":
    "यह वर्कबुक है, CSV फ़ाइल नहीं: शीट को “CSV UTF-8” में सेव करें",
  // the server itself
  "The server does not answer": "सर्वर जवाब नहीं दे रहा",
  "The database takes no writes now; nothing was stored. Try again shortly.":
    "डेटाबेस अभी कुछ नहीं लिख रहा; कुछ सेव नहीं हुआ। थोड़ी देर में फिर कोशिश करें।",
  "The server is stopping; nothing was stored. Try again shortly.":
    "सर्वर रुक रहा है; कुछ सेव नहीं हुआ। थोड़ी देर में फिर कोशिश करें।",
  "The database does not answer": "डेटाबेस जवाब नहीं दे रहा",
  "The database takes no writes now": "डेटाबेस अभी कुछ नहीं लिख रहा",
  "There is nothing here": "यहाँ कुछ नहीं है",
  "{} not found": "{} नहीं मिला",
  "Something went wrong here; the log has it under {}": "यहाँ कुछ गड़बड़ हुई; लॉग में वह {} के नाम से है",
  "must be {}": "यह {} होना चाहिए",
};
