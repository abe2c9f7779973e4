/*
 * The words that are most frequent in speech of each language: articles,
 * pronouns, prepositions, forms of "to be".
 *
 * As people spell them; the tokeniser folds them as it folds a text.  Of
 * languages that are close (Danish and Norwegian, Croatian and Serbian) what
 * counts are the words in which the lists differ.
 */
#include "text/language_words.h"

#include <stddef.h>

/* clang-format off */
const struct language_words language_words[] = {
    {"en", LATIN,
     "the of and to a in that it is was for you he on are with they "
     "be this have from or one had by not but what all were we when "
     "your can there do i im its dont thats so just know like "
     "at how my would will about into their our who them then an"},
    {"de", LATIN,
     "der die das und ist ich nicht ein eine zu in den mit sich auf "
     "für auch es an von dem wir sie er aber wie man so dass hat "
     "haben wird sind noch nur wenn oder was dann schon mal ja habe"},
    {"fr", LATIN,
     "le la les de des du et est un une que qui dans pas pour sur ce "
     "il elle on nous vous je ne en au aux par avec plus mais cest ça "
     "sont être fait comme tout cette ces jai quand si même"},
    {"es", LATIN,
     "el la los las de que y en un una es por con no para se lo como "
     "más pero su al del le ya este esta porque cuando muy sin sobre "
     "también hay eso yo tiene está son ser si entonces qué"},
    {"it", LATIN,
     "il la lo gli le di che e è un una in per non con si sono ma "
     "come più anche del della nel questo questa ho ha perché cosa "
     "dei delle alla se ci io al quando molto essere era tutto quindi"},
    {"pt", LATIN,
     "o a os as de que e em um uma é do da para com não por se mais "
     "como mas dos das na no ao eu você isso ele foi são também muito "
     "tem já está quando então pra ser este esse ou seu à"},
    {"nl", LATIN,
     "de het een en van ik is dat niet in te je zijn op met voor die "
     "maar ook er aan hij we wat als om dan nog bij naar wel heb "
     "heeft dit worden deze ze hebben kan geen gaan zo u"},
    {"sv", LATIN,
     "och att det i en jag är som på inte har för med den av till de "
     "vi om ett så men kan du man han från eller var vara också när "
     "nu bara mycket någon detta vad här där skulle blir sig"},
    {"da", LATIN,
     "og at det i en jeg er som på ikke har for med den af til de vi "
     "om et så men kan du man han fra eller var være også når nu bare "
     "meget noget dette hvad her der skulle bliver sig"},
    {"no", LATIN,
     "og at det i en jeg er som på ikke har for med den av til de vi "
     "om et så men kan du man han fra eller var være også når nå bare "
     "mye noe dette hva her der skulle blir seg"},
    {"fi", LATIN,
     "ja on ei se että hän oli mutta niin kun kuin joka tämä mitä "
     "minä sinä ole ovat olla me he myös jos tai vain nyt mikä sitten "
     "siitä sen kanssa voi ollut sitä tässä jotka no joten koska "
     "hyvin"},
    {"pl", LATIN,
     "w i na nie się z do to że jest o jak a co ale po tak za od jego "
     "czy tym już był dla może tylko przez być ten jeszcze jestem "
     "bardzo są które który więc kiedy jeśli mnie ma także żeby"},
    {"cs", LATIN,
     "a je se na v že to s z do o jsem ale jako za by pro co tak už "
     "po k jak když nebo jen od jeho byl jsou které který ještě může "
     "být bylo ve není tady protože máme tedy pak což asi"},
    {"sk", LATIN,
     "a je sa na v že to s z do o som ale ako za by pre čo tak už po "
     "k keď alebo len od jeho bol sú ktoré ktorý ešte môže byť bolo "
     "vo nie tu pretože máme teda potom sme toto aj"},
    {"hu", LATIN,
     "a az és hogy nem egy is ez azt van de csak meg ha én mint már "
     "volt még mi kell vagy ki fel el lesz itt most így majd nagyon "
     "akkor ezt minden amikor ami lehet pedig olyan mert hát"},
    {"ro", LATIN,
     "și de în la a nu să pe cu o un că este mai din care ce pentru "
     "sunt dar se am ai lui al prin ca dacă acest această fi fost "
     "foarte după cum când doar fie sau asta deci ei poate"},
    {"tr", LATIN,
     "ve bir bu da de için ne ben o çok var mi ile daha değil ama "
     "gibi en sen kadar olarak olan sonra şey mı her olduğu diye ki "
     "yok nasıl böyle ya zaman biz şu onu iki eğer burada"},
    {"vi", LATIN,
     "là và của có không được cho một những các này trong với tôi khi "
     "người đó đã ta sẽ như để ra thì vậy mà nhưng cũng rất nó ở "
     "chúng nếu bạn làm nào đến về từ hay số gì"},
    {"id", LATIN,
     "yang dan di ini itu dengan untuk tidak dari dalam akan pada "
     "saya ada adalah ke kita bisa juga anda aku kau apa mereka atau "
     "karena kami seperti jika sudah dia tapi lebih satu oleh saat "
     "hanya harus kalau jadi"},
    {"ca", LATIN,
     "el la els les de que i en un una és per amb no es com més però "
     "al del aquest aquesta ha són també molt hi això quan perquè si "
     "ens tot seva ser ho jo pot sobre on aquí dels fer doncs"},
    {"hr", LATIN,
     "i je u se da na to za što ne su s kao ali od sam iz ili o kako "
     "koji koja bi li nije smo samo ako već sve ja ti biti još bio "
     "kada može jer tako ovo gdje ovdje uvijek tko"},
    {"sr-Latn", LATIN,
     "i je u se da na to za što ne su s kao ali od sam iz ili o kako "
     "koji koja bi li nije smo samo ako već sve ja ti biti još bio "
     "kada može jer tako ovo gde ovde šta uvek"},
    {"sl", LATIN,
     "in je v se da na za so z ki pa ne tudi kot od bi po s pri kaj "
     "še sem ali to če že le bil lahko samo kako tako ko ti smo ni "
     "ker zelo ta njegov potem tukaj ampak"},
    {"et", LATIN,
     "ja on ei et see ta oli mis kui aga ma ka siis või seda sa nii "
     "me nad kes veel selle oma mida ning olen väga juba kas nagu "
     "peab ole üks ainult siin kuidas need saab tema mul"},
    {"lt", LATIN,
     "ir kad į yra tai su ne bet iš o kaip ar jis aš buvo už jo tik "
     "ką dar per nuo mes labai jau po taip gali prie kai arba jei man "
     "bus čia kas jie būti šis tada jos"},
    {"lv", LATIN,
     "un ir ka ar uz no tas bet kā es par nav lai viņš bija tikai vai "
     "kas jūs mēs jo ko šis to man viņa ja tad vēl ļoti jau būs var "
     "pie pēc šeit mūsu mani kad tu esmu"},
    {"af", LATIN,
     "die en van is nie in het ek dit dat hy te wat vir met sy op as "
     "ons om jy hulle was sal kan maar aan haar een na ook daar so my "
     "word hierdie baie dan uit gaan kom"},
    {"sq", LATIN,
     "e të në që dhe një për me është nuk si u i nga ka por kjo se do "
     "më ky jam ju kam ai ti mund jo pse çfarë ishte vetëm shumë duke "
     "ose kur janë tani unë ne mos"},
    {"sw", LATIN,
     "ya na wa kwa ni katika la za kuwa hii hiyo yake lakini si cha "
     "kama wao mimi wewe yeye sisi hapa kwamba ambayo pia hapo watu "
     "sana hivyo ili moja tu bila baada nini sasa alikuwa wote tuna"},
    {"eu", LATIN,
     "eta da ez bat du hau dira zen hori dut ere egin baina izan dago "
     "zer bere zuen duen horrela hemen nik gara batean guztiak beste "
     "oso dugu zuten den ditu esan bai behar orain egiten"},
    {"gl", LATIN,
     "o a os as de que e en un unha é do da para con non por se máis "
     "como pero dos das na no ao eu ti iso el foi son tamén moi ten "
     "xa está cando entón ser este ese ou seu hai"},
    {"tl", LATIN,
     "ang ng sa na mga ay at ko mo hindi ito ka siya para kung may "
     "ako niya po ba natin lang pa si ni nang din kami tayo namin "
     "kaya iyon dito wala yung pero naman kasi isa"},
    {"ru", CYRILLIC,
     "и в не на я что с он а это как то по но они мы все она так его "
     "из у за от же ты бы для вы было если когда уже или только быть "
     "этот есть чтобы меня можно"},
    {"uk", CYRILLIC,
     "і в не на я що з він а це як та по але вони ми все вона так "
     "його із у за від же ти би для ви було якщо коли вже або тільки "
     "бути цей є щоб мене можна й до"},
    {"bg", CYRILLIC,
     "и в не на аз че с той а това как те по но ние всички тя така от "
     "за се да са ще е си беше ако когато вече или само бъде има "
     "което който много към при му го като"},
    {"sr", CYRILLIC,
     "и је у се да на то за што не су с као али од сам из или о како "
     "који која би ли није смо само ако већ све ја ти бити још био "
     "када може јер тако ово где"},
    {"mk", CYRILLIC,
     "и во не на јас дека со тој а ова како тие по но ние сите таа "
     "така од за се да сум ќе е си беше ако кога веќе или само биде "
     "има што кој многу кон при му го"},
    {"be", CYRILLIC,
     "і ў не на я што з ён а гэта як то па але яны мы усё яна так яго "
     "у за ад жа ты бы для вы было калі ужо або толькі быць ёсць каб "
     "мяне можна да"},
    {"kk", CYRILLIC,
     "және бұл мен бір де да бар үшін емес не ол біз осы сол деп "
     "болып деген керек қалай жоқ еді өте көп ал бірақ кейін дейін "
     "мына сен олар сіз өз ғана арқылы туралы болады сияқты"},
    {"ar", ARABIC,
     "في من على أن إلى هذا ما لا التي عن مع هو كان هذه الذي أو كل بعد "
     "لم ذلك قد بين لكن هي نحن أنا هنا إذا عندما يمكن ثم هل حتى يكون "
     "كما فقط أي شيء لقد"},
    {"fa", ARABIC,
     "و در به از که این را با است برای آن یک خود تا کرد بر هم نیز می "
     "ما شود من ولی اگر هر بود چه اما های یا شما دارد او پس کنیم همه "
     "کنید باید هستند"},
    {"ur", ARABIC,
     "کے کی میں ہے اور سے کا کو اس یہ ہیں نے پر کہ کر ایک بھی ہم تو "
     "نہیں تھا جو ان لیے گا وہ آپ ہو کیا ہوتا تھے رہا یا ساتھ جب اب "
     "کرتے گئے تھی دو"},
    {"hi", DEVANAGARI,
     "के है में की और से का को यह हैं पर ने कि कर एक भी हम तो नहीं था "
     "जो इस लिए वह आप हो क्या होता थे रहा या साथ जब अब करते गए थी दो "
     "ही अगर"},
    {"mr", DEVANAGARI,
     "आहे आणि हे या च ते आपण एक मध्ये नाही की तर होते आहेत असे मी हा "
     "ही पण त्या काय करून साठी आता जर आपल्याला म्हणजे होता असेल कारण "
     "झाले तो ती त्याचा केला सर्व आपल्या हवे"},
    {"ne", DEVANAGARI,
     "छ र को मा यो हो छन् गर्न पनि भएको लागि हामी एक गरेको थियो भने "
     "तर उनी त्यो यस हुन्छ नै म गर्ने कुनै अब सबै के त उनले भन्ने "
     "तपाईं"},
    {NULL, LATIN, NULL},
};
/* clang-format on */
