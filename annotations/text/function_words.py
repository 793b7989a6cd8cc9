"""The commonest little words of languages in Latin and Cyrillic script, by which a text shows its language."""

FUNCTION_WORDS: dict[str, str] = {
    "en": "the of and to in is that it for was on are with as his they be at this have from or had by not but what",
    "de": "der die und den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat",
    "fr": "de la le et les des en un du une que est pour qui dans par plus pas au sur ne se ce il sont avec été ses",
    "es": "de la que el en y los se del las un por con no una su para es al lo como más pero sus ya fue este ha muy",
    "it": "di che è e la il un per in una sono del non della le si con da i dei nel al gli come più alla ha anche era",
    "pt": "de que e o da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu ou",
    "nl": "de het een van en in is dat op te zijn met die voor niet aan er om ook als dan maar bij uit nog naar wordt",
    "da": "og i at det er en til af på for med de der den som ikke et har var jeg han blev efter også sig fra eller",
    "sv": "och i att det som en på är av för med den till inte ett om har de jag var sig från han men vid också eller",
    "no": "og i det er på som til en av for å med at ikke har den de et jeg om han var fra hun ble også etter seg men",
    "fi": "ja on ei se että oli hän joka mutta ovat niin kun myös tai ole kuin sen jos vain olla mukaan sekä tämä",
    "pl": "w i na z się nie do to że jest o jak po od za przez dla ale oraz który które są tym był czy tylko może jego",
    "cs": "a v se na je že s z do o i to ve k za by pro jako jsou ale která který při po podle také jeho když aby byl",
    "sk": "a v sa na je že s z do o aj to vo k za by pre ako sú ale ktorá ktorý pri po podľa tiež jeho keď aby bol",
    "ro": "de și în a la cu pe din că nu pentru o se este un mai care al ce sunt prin după fost sau dar lui această",
    "hu": "a az és hogy nem is egy ez volt meg csak de már van vagy mint még azt ki el után szerint amely lehet ezt",
    "tr": "ve bir bu da de için ile olarak çok daha gibi olan ne en kadar ancak sonra var ama o ise olduğunu her değil",
    "ca": "de la i que el en a els les un per amb una no del és al se va són ha més com aquest també seva ser dels pel",
    "id": "yang dan di untuk dengan dari pada ini itu dalam tidak akan adalah ke oleh juga tersebut telah sebagai atau",
    "sw": "na ya wa kwa ni za la katika cha kuwa hii huo kama hiyo baada pia wakati lakini alisema watu hilo yake vya",
    "vi": "và của là có được cho trong các một không với người đã này những để khi từ đến ở về ra như năm vào cũng",
    "ru": "и в не на что с по как это он из к у за от но его для же то все так был а они также до когда только или при",
    "uk": "і в не на що з та до у за як це він для від по але його є був про які також вони після або й цього через",
    "bg": "на и да се от в за с не е че по са като до той но това при след която който ще или бе към само има между",
    "kk": "және мен бұл бір деп үшін да де бар ол болып туралы осы болды дейді деген кейін қазақстан еді екен сол",
}

LETTERS: dict[str, str] = {
    "en": "", "de": "ß", "fr": "œ", "es": "ñ¿¡", "it": "", "pt": "ãõ", "nl": "", "da": "æø", "sv": "", "no": "æø",
    "fi": "", "pl": "ąęłśźżń", "cs": "ěřů", "sk": "ľĺŕô", "ro": "șțşţă", "hu": "őű", "tr": "ğış", "ca": "·ŀ",
    "vi": "ơưạảấầẩậắằặẹẻếềểệỉịọỏốồổộớờợụủứừửự", "ru": "ыэё", "uk": "їєґі", "bg": "ъщ", "kk": "әғқңөұүһі",
}  # fmt: skip
"""Letters that a language has and most others in its script do not."""
