import type { Told } from "../../told.ts";

/** What the checks of forms say (`src/contract/`). */
export const form: Told = {
  // callback-url.ts
  "HTTPS is recommended: over http anyone on the way can read leads":
    "HTTPS बेहतर है: http पर रास्ते में कोई भी लीड पढ़ सकता है",
  "Enter the URL that should receive the updates, such as {}.": "वह URL भरें जिसे अपडेट मिलने चाहिए, जैसे {}।",
  "This is not a URL. Write one such as {}.": "यह URL नहीं है। {} जैसा लिखें।",
  "The URL has {} characters, and at most {} are possible. Shorten its path or query.":
    "URL में {} अक्षर हैं, और अधिकतम {} हो सकते हैं। उसका पाथ या क्वेरी छोटा करें।",
  "The URL begins or ends with a space or line break. Remove it.":
    "URL के शुरू या अंत में स्पेस या नई पंक्ति है। उसे हटाएँ।",
  "The URL contains a control character, such as a tab or line break. Remove it.":
    "URL में कोई नियंत्रण अक्षर है, जैसे टैब या नई पंक्ति। उसे हटाएँ।",
  "The URL contains a space. Write %20 for a space in the path or query.":
    "URL में स्पेस है। पाथ या क्वेरी में स्पेस की जगह %20 लिखें।",
  "The URL contains an invisible or broken character. Type that part again rather than pasting it.":
    "URL में कोई अदृश्य या टूटा अक्षर है। उस भाग को पेस्ट करने की जगह फिर टाइप करें।",
  "The URL contains a backslash. Write / between its parts, or %5C where a backslash is meant.":
    "URL में उल्टा स्लैश है। भागों के बीच / लिखें, या जहाँ उल्टा स्लैश ही चाहिए वहाँ %5C।",
  "Write the whole URL, beginning with https://, such as {}.": "https:// से शुरू करके पूरा URL लिखें, जैसे {}।",
  "A URL that begins with {}: cannot receive updates. Write one that begins with https:// (or http://).":
    "{}: से शुरू होने वाला URL अपडेट नहीं पा सकता। https:// (या http://) से शुरू होने वाला लिखें।",
  "After {}: come exactly two slashes and then the host, such as {}.":
    "{}: के बाद ठीक दो स्लैश और फिर होस्ट आता है, जैसे {}।",
  "The URL contains a user name or password. Remove them with the @ after them, and set Authentication instead.":
    "URL में यूज़र नाम या पासवर्ड है। उन्हें और उनके बाद का @ हटाएँ, और उनकी जगह प्रमाणीकरण तय करें।",
  "The URL contains a fragment, which is never sent to a server. Remove # and what follows, or write %23 where # is meant.":
    "URL में फ़्रैगमेंट है, जो सर्वर को कभी नहीं भेजा जाता। # और उसके बाद का हटाएँ, या जहाँ # ही चाहिए वहाँ %23 लिखें।",
  "The URL has no host. Write the name of your server after the two slashes, such as {}.":
    "URL में होस्ट नहीं है। दो स्लैश के बाद अपने सर्वर का नाम लिखें, जैसे {}।",
  "The host has more than one colon. Write an IPv6 address in brackets, such as [2606:4700:4700::1111].":
    "होस्ट में एक से अधिक कोलन हैं। IPv6 पता कोष्ठक में लिखें, जैसे [2606:4700:4700::1111]।",
  "The port, after the colon, must be a whole number from 1 to 65535. Without colon and port, the usual one is taken.":
    "कोलन के बाद का पोर्ट 1 से 65535 तक की पूर्ण संख्या होना चाहिए। कोलन और पोर्ट के बिना सामान्य पोर्ट लिया जाता है।",
  "The address has a zone id. Write a public IPv6 address without % and what follows.":
    "पते में zone id है। % और उसके बाद के बिना सार्वजनिक IPv6 पता लिखें।",
  "The host contains a % code. Write its name in plain characters.": "होस्ट में % कोड है। नाम सादे अक्षरों में लिखें।",
  '"{}" is not a valid host. Check it for mistyped characters.': "“{}” मान्य होस्ट नहीं है। गलत टाइप हुए अक्षर देखें।",
  "The address {} is not public ({}). Write a public one, or ask the operator to open {} with EGRESS_ALLOW.":
    "पता {1} सार्वजनिक नहीं है ({2})। सार्वजनिक पता लिखें, या ऑपरेटर से EGRESS_ALLOW में उसे खोलने को कहें।",
  '"{}" is an unusual spelling of an address. Write it as {}.': "“{}” पता लिखने का असामान्य ढंग है। उसे {} लिखें।",
  '"{}" is the name of a cloud metadata service, which callbacks never reach. Write the public name of your server.':
    "“{}” क्लाउड मेटाडेटा सेवा का नाम है, जहाँ कॉलबैक कभी नहीं जाते। अपने सर्वर का सार्वजनिक नाम लिखें।",
  '"{}" is the machine that Ringback itself runs on. Write a public name, or ask the operator to open its address with EGRESS_ALLOW.':
    "“{}” वही मशीन है जिस पर Ringback चलता है। सार्वजनिक नाम लिखें, या ऑपरेटर से EGRESS_ALLOW में उसका पता खोलने को कहें।",
  '"{}" is a name of a private network. Write a public name, or ask the operator to open its address with EGRESS_ALLOW.':
    "“{}” किसी निजी नेटवर्क का नाम है। सार्वजनिक नाम लिखें, या ऑपरेटर से EGRESS_ALLOW में उसका पता खोलने को कहें।",
  '"{}" has no dot, so it means something only in its own network. Write a public name, or ask the operator to open its address with EGRESS_ALLOW.':
    "“{}” में बिंदु नहीं है, इसलिए वह केवल अपने नेटवर्क में कुछ बताता है। सार्वजनिक नाम लिखें, या ऑपरेटर से EGRESS_ALLOW में उसका पता खोलने को कहें।",
  // auth-header.ts
  "Enter the name of the header, such as X-API-Key.": "हेडर का नाम लिखें, जैसे X-API-Key।",
  "The Auth Key can have at most {} characters.": "Auth कुंजी में अधिकतम {} अक्षर हो सकते हैं।",
  "The Auth Key begins or ends with a space. Remove it.": "Auth कुंजी के शुरू या अंत में स्पेस है। उसे हटाएँ।",
  "The Auth Key contains a colon. Write the header's name alone, such as X-API-Key, and its value under Auth Value.":
    "Auth कुंजी में कोलन है। केवल हेडर का नाम लिखें, जैसे X-API-Key, और उसका मान Auth मान में।",
  "The Auth Key can only have letters, digits and - _ . and the like, without spaces. An example is X-API-Key.":
    "Auth कुंजी में केवल अक्षर, अंक और - _ . जैसे चिह्न हो सकते हैं, बिना स्पेस के। उदाहरण: X-API-Key।",
  "{} is a header that Ringback or HTTP itself sets. Choose another name, such as X-API-Key.":
    "{} हेडर Ringback या HTTP खुद लगाता है। कोई और नाम चुनें, जैसे X-API-Key।",
  "Leave out the word Bearer: it is written before the token when sent.":
    "Bearer शब्द न लिखें: भेजते समय वह टोकन से पहले अपने आप लगता है।",
  "Enter the Bearer Token.": "Bearer टोकन भरें।",
  "Enter the Auth Value.": "Auth मान भरें।",
  "The Bearer Token contains a space. Remove it.": "Bearer टोकन में स्पेस है। उसे हटाएँ।",
  "The Bearer Token can have at most {} characters.": "Bearer टोकन में अधिकतम {} अक्षर हो सकते हैं।",
  "The Auth Value can have at most {} characters.": "Auth मान में अधिकतम {} अक्षर हो सकते हैं।",
  "The Bearer Token contains a control character, such as a tab or line break. Remove it.":
    "Bearer टोकन में कोई नियंत्रण अक्षर है, जैसे टैब या नई पंक्ति। उसे हटाएँ।",
  "The Auth Value contains a control character, such as a tab or line break. Remove it.":
    "Auth मान में कोई नियंत्रण अक्षर है, जैसे टैब या नई पंक्ति। उसे हटाएँ।",
  "The Bearer Token begins or ends with a space. Remove it.": "Bearer टोकन के शुरू या अंत में स्पेस है। उसे हटाएँ।",
  "The Auth Value begins or ends with a space. Remove it.": "Auth मान के शुरू या अंत में स्पेस है। उसे हटाएँ।",
  "The Bearer Token contains a character that no header can carry. Use Latin letters, digits and common signs.":
    "Bearer टोकन में ऐसा अक्षर है जो हेडर में नहीं जा सकता। लैटिन अक्षर, अंक और सामान्य चिह्न इस्तेमाल करें।",
  "The Auth Value contains a character that no header can carry. Use Latin letters, digits and common signs.":
    "Auth मान में ऐसा अक्षर है जो हेडर में नहीं जा सकता। लैटिन अक्षर, अंक और सामान्य चिह्न इस्तेमाल करें।",
  // callback-schema.ts, callback-rules.ts, advanced-settings.ts, operational-callback.ts
  "Enter a name.": "नाम लिखें।",
  "The name can have at most {} characters.": "नाम में अधिकतम {} अक्षर हो सकते हैं।",
  "The name contains a control or broken character. Remove it.": "नाम में कोई नियंत्रण या टूटा अक्षर है। उसे हटाएँ।",
  "This must be text, or left out to keep what is stored.":
    "यह टेक्स्ट होना चाहिए, या सेव किया हुआ रखने के लिए छोड़ दें।",
  "Choose at least one, or null for any.": "कम से कम एक चुनें, या किसी भी के लिए null।",
  "At most {} can be chosen here. Write null for any.": "यहाँ अधिकतम {} चुने जा सकते हैं। किसी भी के लिए null लिखें।",
  "This must be from {} to 10,000 requests per second, or null for no limit.":
    "यह {} से 10,000 अनुरोध प्रति सेकंड तक होना चाहिए, या बिना सीमा के लिए null।",
  "This must be a whole number of milliseconds from 100 to 60,000.":
    "यह 100 से 60,000 तक मिलीसेकंड की पूर्ण संख्या होनी चाहिए।",
  "Choose at least one trigger, or switch the callback off.": "कम से कम एक ट्रिगर चुनें, या कॉलबैक बंद करें।",
  "A process can have at most {} callbacks.": "एक प्रोसेस में अधिकतम {} कॉलबैक हो सकते हैं।",
  "This is needed.": "यह ज़रूरी है।",
  "This must be {}.": "यह {} होना चाहिए।",
  "Choose one of {}.": "इनमें से एक चुनें: {}।",
  "Choose one of none, bearer, header.": "none, bearer, header में से एक चुनें।",
  "This process has no callback with this id. Leave id out to add a new callback.":
    "इस प्रोसेस में इस id का कॉलबैक नहीं है। नया जोड़ने के लिए id छोड़ दें।",
  "Another callback of the list has the same id. Leave id out to add a new callback.":
    "सूची के दूसरे कॉलबैक की id यही है। नया जोड़ने के लिए id छोड़ दें।",
  "Write the list of callbacks here, [] where there shall be none.": "यहाँ कॉलबैक की सूची लिखें, कोई न हो तो []।",
  "This deployment has no fixed source address yet. Ask the operator to set EGRESS_FIXED_PROXY or EGRESS_FIXED_LOCAL_ADDRESS, or switch this off.":
    "इस इंस्टॉलेशन का अभी कोई स्थिर स्रोत पता नहीं है। ऑपरेटर से EGRESS_FIXED_PROXY या EGRESS_FIXED_LOCAL_ADDRESS तय करने को कहें, या इसे बंद करें।",
  "Enter the Bearer Token again: the URL leads to another server now, and a stored secret stays with the one it was given for.":
    "Bearer टोकन फिर भरें: URL अब दूसरे सर्वर पर जाता है, और सेव किया सीक्रेट उसी के पास रहता है जिसके लिए दिया गया था।",
  "Enter the Auth Value again: the URL leads to another server now, and a stored secret stays with the one it was given for.":
    "Auth मान फिर भरें: URL अब दूसरे सर्वर पर जाता है, और सेव किया सीक्रेट उसी के पास रहता है जिसके लिए दिया गया था।",
  'This process has no state "{}". Choose one that it has.': "इस प्रोसेस में “{}” स्थिति नहीं है। जो है उनमें से चुनें।",
  'This process has no disposition "{}". Choose one that it has.':
    "इस प्रोसेस में “{}” डिस्पोज़िशन नहीं है। जो हैं उनमें से चुनें।",
  '"{}" is in the list twice. Remove one.': "“{}” सूची में दो बार है। एक हटाएँ।",
  '"{}" has the same URL. Write another, or remove one of the two.':
    "“{}” का URL यही है। दूसरा लिखें, या दोनों में से एक हटाएँ।",
  '"{}" is not a setting of an operational callback.': "“{}” संचालन कॉलबैक की सेटिंग नहीं है।",
  "Anyone who learns the URL could post to it. Let your server verify the signature, or set a Bearer Token or Custom Auth Header.":
    "जो भी URL जान ले वह इस पर POST कर सकता है। अपने सर्वर से हस्ताक्षर जँचवाएँ, या Bearer टोकन या कस्टम Auth हेडर तय करें।",
  '"{}" is not a setting here. Remove it, or check its spelling.':
    "“{}” यहाँ की सेटिंग नहीं है। उसे हटाएँ, या वर्तनी देखें।",
  // process-fields.ts
  '"{}" is not one of the states': "“{}” स्थितियों में नहीं है",
  '"{}" is there twice': "“{}” दो बार है",
  "must not be empty": "खाली नहीं हो सकता",
  "must be at most {} characters": "अधिकतम {} अक्षर हो सकते हैं",
  "must be at most {}": "अधिकतम {} हो सकते हैं",
  "must be active, paused or archived": "active, paused या archived होना चाहिए",
  "must be success, failure or neutral": "success, failure या neutral होना चाहिए",
  "must be a country code of two capital letters, such as IN": "दो बड़े अक्षरों का देश कोड होना चाहिए, जैसे IN",
};
