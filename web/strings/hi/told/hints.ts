import type { Told } from "../../told.ts";

const waits = "कुछ नहीं भेजा गया, और यह ठीक होने तक इंतज़ार करता है, फिर कोशिशें खर्च किए बिना।";
const waiting = "Nothing was sent, and this waits until it is mended, without using up its retries.";

/** What is said of failed attempts, and what to do about them (`src/delivery/failure.ts`, `hints.ts`). */
export const hints: Told = {
  // hints.ts
  "Ringback could not send this as it is set. Check the callback's URL and authentication; if they are right, tell the operator.":
    "जैसा तय है वैसे Ringback इसे भेज नहीं सका। कॉलबैक का URL और प्रमाणीकरण देखें; वे सही हों तो ऑपरेटर को बताएँ।",
  "No address was found for {}. Check the spelling of the URL, and that the name is in public DNS.":
    "{} का कोई पता नहीं मिला। URL की वर्तनी देखें, और यह कि नाम सार्वजनिक DNS में है।",
  "The name {} could not be looked up. Check that its DNS servers answer.":
    "{} नाम खोजा नहीं जा सका। देखें कि उसके DNS सर्वर जवाब देते हैं।",
  "{} leads to an address that callbacks may not reach (private, loopback, reserved or cloud metadata). Use a public address, or ask the operator to allow it with EGRESS_ALLOW.":
    "{} ऐसे पते पर ले जाता है जहाँ कॉलबैक नहीं जा सकते (निजी, लूपबैक, आरक्षित या क्लाउड मेटाडेटा)। सार्वजनिक पता इस्तेमाल करें, या ऑपरेटर से EGRESS_ALLOW में उसे खोलने को कहें।",
  "Nothing accepts connections at {}. Check that the server runs, that the port is right, and that a firewall lets it through.":
    "{} पर कोई कनेक्शन नहीं लेता। देखें कि सर्वर चल रहा है, पोर्ट सही है, और फ़ायरवॉल आने देता है।",
  "The fixed-source proxy of this deployment could not reach {}. Check that the server is up, and that its firewall lets in the addresses that this callback lists.":
    "इस इंस्टॉलेशन का स्थिर-स्रोत प्रॉक्सी {} तक नहीं पहुँचा। देखें कि सर्वर चल रहा है, और उसका फ़ायरवॉल इस कॉलबैक में लिखे पतों को आने देता है।",
  "No connection to {} came about. Check that the server is up and that no firewall drops the connection.":
    "{} से कनेक्शन नहीं बना। देखें कि सर्वर चल रहा है और कोई फ़ायरवॉल कनेक्शन नहीं गिराता।",
  "{} closed the connection before it had answered. Look in the server's log for a crash, and at limits of proxies in front of it.":
    "{} ने जवाब देने से पहले कनेक्शन बंद कर दिया। सर्वर के लॉग में क्रैश, और उसके आगे के प्रॉक्सी की सीमाएँ देखें।",
  "What answers at {} is no web server, or one that expects https://. Check the port and the scheme of the URL.":
    "{} पर जो जवाब देता है वह वेब सर्वर नहीं, या https:// चाहता है। URL का पोर्ट और स्कीम देखें।",
  "What answers at {} is no HTTP/1.1 server. Check the port of the URL.":
    "{} पर जो जवाब देता है वह HTTP/1.1 सर्वर नहीं है। URL का पोर्ट देखें।",
  [`This callback requires a whitelisted source, and the deployment has none any more. The operator must set EGRESS_FIXED_PROXY or EGRESS_FIXED_LOCAL_ADDRESS and restart. ${waiting}`]: `इस कॉलबैक को व्हाइटलिस्ट स्रोत चाहिए, और इंस्टॉलेशन का अब कोई नहीं है। ऑपरेटर को EGRESS_FIXED_PROXY या EGRESS_FIXED_LOCAL_ADDRESS तय करके फिर शुरू करना है। ${waits}`,
  [`The deployment's fixed source, EGRESS_FIXED_LOCAL_ADDRESS, is not an address of its machine: the operator must give the machine that address, or set another. ${waiting}`]: `इंस्टॉलेशन का स्थिर स्रोत, EGRESS_FIXED_LOCAL_ADDRESS, उसकी मशीन का पता नहीं है: ऑपरेटर मशीन को वह पता दे, या दूसरा तय करे। ${waits}`,
  [`The deployment's fixed-source proxy, EGRESS_FIXED_PROXY, is unreachable or refuses to connect: the operator must check that it runs and what it allows. ${waiting}`]: `इंस्टॉलेशन का स्थिर-स्रोत प्रॉक्सी, EGRESS_FIXED_PROXY, पहुँच में नहीं या कनेक्ट करने से मना करता है: ऑपरेटर देखे कि वह चल रहा है और क्या होने देता है। ${waits}`,
  "The deployment's fixed source is an address of one IP family, and the endpoint has none of that family. Give the endpoint's name an address of that family (usually IPv4), or ask the operator for another source.":
    "इंस्टॉलेशन का स्थिर स्रोत एक IP परिवार का पता है, और एंडपॉइंट का उस परिवार में कोई पता नहीं। एंडपॉइंट के नाम को उस परिवार का पता दें (अक्सर IPv4), या ऑपरेटर से दूसरा स्रोत माँगें।",
  "The certificate of {} has expired. Renew it, and check that the server loaded the new one.":
    "{} का प्रमाणपत्र पुराना हो चुका है। उसे नया करें, और देखें कि सर्वर ने नया लोड किया।",
  "The certificate of {} is not valid yet. Check its dates and the clock of the machine that made it.":
    "{} का प्रमाणपत्र अभी मान्य नहीं हुआ। उसकी तारीखें और जिस मशीन ने उसे बनाया उसकी घड़ी देखें।",
  "The certificate of {} is self-signed. Install one of a public authority, e.g. Let's Encrypt.":
    "{} का प्रमाणपत्र स्वयं-हस्ताक्षरित है। किसी सार्वजनिक प्राधिकरण का लगाएँ, जैसे Let's Encrypt।",
  "The certificate is for another host than {}. Use the name that it was issued for, or have {} added to it.":
    "प्रमाणपत्र {1} का नहीं, किसी और होस्ट का है। वही नाम इस्तेमाल करें जिसके लिए वह बना, या उसमें {2} जुड़वाएँ।",
  "The certificate of {} leads to no public authority. Have the server send its intermediate certificates too, and use one of a public authority.":
    "{} का प्रमाणपत्र किसी सार्वजनिक प्राधिकरण तक नहीं जाता। सर्वर से मध्यवर्ती प्रमाणपत्र भी भिजवाएँ, और सार्वजनिक प्राधिकरण का इस्तेमाल करें।",
  "What answers at {} does not speak TLS. Check the port, or use http:// if it is meant to be unencrypted.":
    "{} पर जो जवाब देता है वह TLS नहीं बोलता। पोर्ट देखें, या बिना एन्क्रिप्शन ही चाहिए तो http:// लिखें।",
  "The TLS handshake with {} failed. Check its certificate, and that it offers TLS 1.2 or newer.":
    "{} के साथ TLS हैंडशेक विफल हुआ। उसका प्रमाणपत्र देखें, और यह कि वह TLS 1.2 या नया देता है।",
  "No connection to {} came about within {}. Check that the server is up and that no firewall drops the connection.":
    "{2} में {1} से कनेक्शन नहीं बना। देखें कि सर्वर चल रहा है और कोई फ़ायरवॉल कनेक्शन नहीं गिराता।",
  "{} did not answer within {}. Answer 200 at once and do the work afterwards.":
    "{} ने {} में जवाब नहीं दिया। तुरंत 200 का जवाब दें और काम बाद में करें।",
  "The endpoint answered {}, a redirect; redirects are not followed. Enter the URL that answers itself.":
    "एंडपॉइंट ने {} दिया, जो कहीं और भेजता है; रीडायरेक्ट नहीं माने जाते। वह URL भरें जो खुद जवाब दे।",
  "The endpoint redirects to {}; redirects are not followed. Enter the final URL as the Lead Update URL.":
    "एंडपॉइंट {} पर भेजता है; रीडायरेक्ट नहीं माने जाते। अंतिम URL को लीड अपडेट URL में भरें।",
  "The body says that all is well, but the status is {}. Only a 2xx status counts: answer 200 once the update was taken.":
    "बॉडी कहती है कि सब ठीक है, पर स्टेटस {} है। केवल 2xx गिना जाता है: अपडेट लेने पर 200 का जवाब दें।",
  "The endpoint answered {}, and no auth header was sent. Set the Authentication that it expects; if it needs none, see whether a firewall refuses the request.":
    "एंडपॉइंट ने {} दिया, और कोई auth हेडर नहीं भेजा गया। वह जो प्रमाणीकरण चाहता है उसे तय करें; उसे कुछ न चाहिए तो देखें कि कोई फ़ायरवॉल अनुरोध तो नहीं रोकता।",
  "The endpoint answered {}. The auth header {} was sent: check that the endpoint expects this header, and its value.":
    "एंडपॉइंट ने {} दिया। auth हेडर {} भेजा गया था: देखें कि एंडपॉइंट यही हेडर और यही मान चाहता है।",
  "Nothing is found at {}. Check the path of the Lead Update URL.":
    "{} पर कुछ नहीं मिला। लीड अपडेट URL का पाथ देखें।",
  "The endpoint must accept POST at this path. It allows {}.":
    "एंडपॉइंट को इस पाथ पर POST लेना होगा। वह {} लेता है।",
  "The endpoint must accept POST at this path.": "एंडपॉइंट को इस पाथ पर POST लेना होगा।",
  "The endpoint says that it is gone, so the callback was paused. Enter its new URL, or Resume if it is back.":
    "एंडपॉइंट कहता है कि वह अब नहीं है, इसलिए कॉलबैक रोक दिया गया। उसका नया URL भरें, या वह लौट आया हो तो फिर शुरू करें।",
  "The update is too large for the endpoint. Raise its body limit (e.g. client_max_body_size in nginx) or choose a smaller Payload Format.":
    "अपडेट एंडपॉइंट के लिए बहुत बड़ा है। उसकी बॉडी सीमा बढ़ाएँ (जैसे nginx में client_max_body_size) या छोटा पेलोड फ़ॉर्मैट चुनें।",
  "The endpoint must accept the content type application/json.":
    "एंडपॉइंट को application/json कंटेंट-टाइप लेना होगा।",
  "The endpoint asks for fewer requests. Deliveries slow down by themselves; set a rate limit for this callback, or raise the endpoint's.":
    "एंडपॉइंट कम अनुरोध चाहता है। डिलीवरी अपने आप धीमी होती हैं; इस कॉलबैक पर दर-सीमा लगाएँ, या एंडपॉइंट की बढ़ाएँ।",
  "The endpoint answered {}: a proxy could not reach the server behind it, or that is overloaded. Check that it runs.":
    "एंडपॉइंट ने {} दिया: प्रॉक्सी अपने पीछे के सर्वर तक नहीं पहुँचा, या उस पर बहुत भार है। देखें कि वह चल रहा है।",
  "The endpoint failed with {}. Look in the server's log at the time of this attempt.":
    "एंडपॉइंट {} के साथ विफल हुआ। सर्वर के लॉग में इस प्रयास का समय देखें।",
  "The endpoint refused the request with {}. Its answer, and the server's log, should say why.":
    "एंडपॉइंट ने {} देकर अनुरोध नहीं माना। उसका जवाब, और सर्वर का लॉग, कारण बताएँगे।",
  // failure.ts, source-fault.ts
  "answered {} to {}, which is not followed": "जवाब {}, {} पर भेजता है, जिसे नहीं माना जाता",
  "answered {}": "जवाब {}",
  "what came back is no HTTP/1.1": "जो वापस आया वह HTTP/1.1 नहीं",
  "the name could not be looked up": "नाम खोजा नहीं जा सका",
  "connecting failed: {}": "कनेक्ट विफल: {}",
  "the connection was closed before the answer was complete": "जवाब पूरा होने से पहले कनेक्शन बंद हो गया",
  "the name was not found": "नाम नहीं मिला",
  "the name has no address": "नाम का कोई पता नहीं",
  "the connection was refused": "कनेक्शन अस्वीकृत हुआ",
  "the host cannot be reached": "होस्ट तक नहीं पहुँचा जा सकता",
  "the network of the host cannot be reached": "होस्ट के नेटवर्क तक नहीं पहुँचा जा सकता",
  "the host did not answer the attempt to connect": "होस्ट ने कनेक्ट के प्रयास का जवाब नहीं दिया",
  "the headers of the answer are longer than 16 KiB": "जवाब के हेडर 16 KiB से लंबे हैं",
  "the URL or the auth header cannot be sent over HTTP": "URL या auth हेडर HTTP पर नहीं भेजा जा सकता",
  "the auth header cannot be sent over HTTP": "auth हेडर HTTP पर नहीं भेजा जा सकता",
  "the certificate has expired": "प्रमाणपत्र पुराना हो चुका है",
  "the certificate is not valid yet": "प्रमाणपत्र अभी मान्य नहीं हुआ",
  "the certificate was revoked": "प्रमाणपत्र वापस ले लिया गया",
  "the certificate is self-signed": "प्रमाणपत्र स्वयं-हस्ताक्षरित है",
  "the certificate comes from an authority that is not trusted": "प्रमाणपत्र ऐसे प्राधिकरण का है जिस पर भरोसा नहीं",
  "the issuer of the certificate is not known": "प्रमाणपत्र देने वाला अज्ञात है",
  "the certificate is for another host": "प्रमाणपत्र किसी और होस्ट का है",
  "what answered does not speak TLS": "जिसने जवाब दिया वह TLS नहीं बोलता",
  "the deployment has no fixed source address: the operator must set EGRESS_FIXED_PROXY or EGRESS_FIXED_LOCAL_ADDRESS":
    "इंस्टॉलेशन का कोई स्थिर स्रोत पता नहीं: ऑपरेटर को EGRESS_FIXED_PROXY या EGRESS_FIXED_LOCAL_ADDRESS तय करना है",
  "the deployment's fixed source, EGRESS_FIXED_LOCAL_ADDRESS, is not an address of this machine":
    "इंस्टॉलेशन का स्थिर स्रोत, EGRESS_FIXED_LOCAL_ADDRESS, इस मशीन का पता नहीं है",
  "the deployment's fixed source is an IPv{} address, and the receiver has no IPv{} address":
    "इंस्टॉलेशन का स्थिर स्रोत IPv{} पता है, और पाने वाले का कोई IPv{} पता नहीं",
  "the deployment's fixed-source proxy could not reach the receiver: it answered CONNECT with status {}":
    "इंस्टॉलेशन का स्थिर-स्रोत प्रॉक्सी पाने वाले तक नहीं पहुँचा: उसने CONNECT का जवाब {} दिया",
  "the deployment's fixed-source proxy could not be reached within {} s":
    "इंस्टॉलेशन के स्थिर-स्रोत प्रॉक्सी तक {} सेकंड में नहीं पहुँचा जा सका",
  "the deployment's fixed-source proxy could not be reached ({})":
    "इंस्टॉलेशन के स्थिर-स्रोत प्रॉक्सी तक नहीं पहुँचा जा सका ({})",
  "the deployment's fixed-source proxy closed the connection before the tunnel was open":
    "इंस्टॉलेशन के स्थिर-स्रोत प्रॉक्सी ने टनल खुलने से पहले कनेक्शन बंद कर दिया",
  "the deployment's fixed-source proxy answered CONNECT with something that is no HTTP":
    "इंस्टॉलेशन के स्थिर-स्रोत प्रॉक्सी ने CONNECT का जो जवाब दिया वह HTTP नहीं",
  "the deployment's fixed-source proxy sent something in the name of the receiver before it was asked":
    "इंस्टॉलेशन के स्थिर-स्रोत प्रॉक्सी ने पूछे जाने से पहले पाने वाले के नाम से कुछ भेजा",
  "the deployment's fixed-source proxy answered CONNECT with status {}":
    "इंस्टॉलेशन के स्थिर-स्रोत प्रॉक्सी ने CONNECT का जवाब {} दिया",
  // dial.ts, guard.ts, connect-failure.ts, dns-query.ts, exchange.ts
  "no address to dial": "डायल करने को कोई पता नहीं",
  "the connection was closed as soon as it was open": "कनेक्शन खुलते ही बंद हो गया",
  "the connection led to an address that callbacks may not reach ({})":
    "कनेक्शन ऐसे पते पर पहुँचा जहाँ कॉलबैक नहीं जा सकते ({})",
  "{} is neither a name nor an address": "{} न नाम है न पता",
  "{} cannot be called: callbacks may not reach such an address ({})":
    "{} पर नहीं भेजा जा सकता: कॉलबैक ऐसे पते पर नहीं जा सकते ({})",
  "{} cannot be called: it leads to an address that callbacks may not reach ({})":
    "{} पर नहीं भेजा जा सकता: वह ऐसे पते पर ले जाता है जहाँ कॉलबैक नहीं जा सकते ({})",
  "the connection was closed during the TLS handshake": "TLS हैंडशेक के दौरान कनेक्शन बंद हो गया",
  "the name {} does not exist in DNS": "{} नाम DNS में नहीं है",
  "the name {} has no address in DNS": "{} नाम का DNS में कोई पता नहीं",
  "{} is not a name that DNS can hold": "{} ऐसा नाम नहीं जो DNS में हो सके",
  "the name {} could not be resolved: the DNS server {}": "{} नाम हल नहीं हुआ: DNS सर्वर ने जवाब नहीं दिया ({})",
  "no connection within {} s": "{} सेकंड में कनेक्शन नहीं",
  "no answer within {} s": "{} सेकंड में जवाब नहीं",
  // why a callback is paused: attempt-outcome.ts, health.ts
  "paused by hand": "हाथ से रोका गया",
  "answered 410 Gone": "जवाब 410 Gone",
  "answered with the header webhook-delivery: disable": "जवाब में हेडर webhook-delivery: disable",
  "every attempt failed for {} (since {})": "{2} से, {1} तक हर प्रयास विफल",
  // what the inspector found of a signature: inspectors.ts, verify-signature.ts
  "it carries no signature": "इसमें हस्ताक्षर नहीं है",
  "no callback of this project is known to have sent it": "इस प्रोजेक्ट के किसी कॉलबैक का भेजा हुआ नहीं लगता",
  "{}, signed with the current secret": "{}, मौजूदा सीक्रेट से साइन किया हुआ",
  "{}, signed with the previous secret": "{}, पिछले सीक्रेट से साइन किया हुआ",
  "{}, signed with the throw-away secret of a test": "{}, टेस्ट के अस्थायी सीक्रेट से साइन किया हुआ",
  "the header {} is missing": "हेडर {} नहीं है",
  "webhook-timestamp is not a whole number of seconds": "webhook-timestamp सेकंडों की पूर्ण संख्या नहीं है",
  "signed {} ago, more than {}": "{} पहले साइन हुआ, {} से अधिक",
  "signed {} in the future: is a clock wrong?": "{} आगे के समय से साइन हुआ: क्या कोई घड़ी गलत है?",
  "made with another secret, or the body was changed on the way": "दूसरे सीक्रेट से बना, या रास्ते में बॉडी बदली गई",
  "signed with {} only: checking that needs {}": "केवल {} से साइन हुआ: जाँचने के लिए {} चाहिए",
};
