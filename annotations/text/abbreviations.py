"""Abbreviations by language, without their final stop; see `languages.Rules` for what each table does."""

NAMES = ("before_name", "before_number", "inside", "closing", "starters", "informal")

COMMON = {
    "before_name": "dr prof mr mrs ms",
    "before_number": "no nr tel vol fig pp n° nº №",
    "inside": "inc corp co ltd jr sr u.s u.k u.n e.u u.s.a",
    "closing": "etc",
}

ORDINAL_LANGUAGES = "bs cs da de et eu fi fo hr hu is lb lv nb nn no pl sk sl sr tr"

AFTER_HOUR = """monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
    eastern central pacific mountain et est edt ct cst cdt mt mst mdt pt pst pdt gmt utc bst cet january february march
    april may june july august september october november december greenwich local"""
"""English words that go on a time of day: "9 p.m. Monday"."""

TABLES: dict[str, dict[str, str]] = {
    "en": {
        "before_name": """mr mrs ms mx dr drs prof profs Rev Fr Hon Pres Gov Govs Sen Sens Rep Reps Amb Atty Supt Insp
            Det Gen Lt Maj Col Capt Cmdr Cpl Sgt Pvt Pfc Adm Brig Comdr Cdr Spc Ens messrs Mmes Msgr Mts vs v viz
            e.g i.e eg cf ca f.e asst assoc Asstd Sec.-Gen Secy Treas Chmn Vice-Pres Lt.-Gen Maj.-Gen Brig.-Gen
            Lt.-Col Ald Rt ret p.s ps Sr.-Lt Dir Ofc Mlle Mme Pub""",
        "before_number": """no nos p pp vol vols ch chap fig figs sec secs art arts eq para par approx est circa rs
            ver cir stat reg ext apt op ser pt ed eds jan feb mar apr jun jul aug sep sept oct nov dec u.s.c s.c.r l
            lev deut matt rom cor gal exod thess isa jer ezek""",
        "inside": """St Ste Mt Mts Ft Univ Dist Natl bros tbsp tsp hosp temp incl excl resp cont abbr admin illus elev
            attn lit obs adj adv inc corp co cos ltd llc plc bros jr sr esq ph.d m.d b.a m.a b.s m.s m.b.a j.d d.d.s
            r.n d.c dept div assn ave blvd rd bldg Fl max avg misc Pl Ct Sq Hwy Rte Mfg mfg gmbh govt mgmt intl aka
            btw orig Ariz Ala Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Kans Ky La Mass Md Mich Minn Miss Mo Mont
            Neb Nebr Nev Okla Ore Pa Penn Tenn Tex Vt Va Wash Wis Wisc Wyo Ont Que Alta Sask w.va oz lb lbs ft hr
            hrs min mph spp var Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct
            Nov Dec nat'l int'l gov't dep't""",
        "closing": "etc al p.m a.m pm am ibid",
        "starters": """the a an this that these those it its he she they we you i his her their our your my there here
            in on at by for from with without as if when while where why who what which how after before since until
            although though because despite during under over among between but and or so yet however meanwhile
            moreover furthermore nevertheless nonetheless therefore thus instead also additionally even still then
            now once later earlier today yesterday tomorrow some many most several both each every all another any
            others no not none nobody nothing neither either such only just perhaps maybe according asked speaking
            is are was were do does did can could will would should has have had might must let yes last next i'm
            i've it's he's she's they're we're that's there's what's who's don't didn't doesn't isn't can't more
            fewer less few one two three four five six seven eight nine ten officials police mr mrs ms prosecutors
            critics supporters experts analysts investigators authorities lawyers researchers scientists people
            finally indeed similarly overall recently currently previously please to following given amid unlike
            like upon through throughout against""",
        "informal": """i i'm i've i'll it it's its he she they we you the a this that these those there what how when
            if but so my your our then just also because im dont any is are does do did can will""",
    },
    "de": {
        "before_name": """hr hrn fr frl dr prof dipl ing med phil jur rer nat st hl sog z.b u.a d.h i.d.r bzw vgl ca
            ggf evtl insb inkl exkl zzgl kath ev dgl geb gest verh bspw abs s.a s.o s.u hrsg hg i.a o.ä u.u z.t z.z
            z d i o u b v jhd bes chr gen oberst-lt hptm lt maj ffm rd tgl mtl einschl ausschl röm griech lat dt
            engl frz ital span amerik brit russ intern allg eigtl urspr sen jun hd stellv vors präs min dir abg bgm""",
        "before_number": """nr s bd abb art kap tab tel aufl jg sp hausnr plz str ziff abschn anm § jan feb mär apr
            jun jul aug sep sept okt nov dez mio mrd st""",
        "inside": "mio mrd tsd usd st jh jhdt str pl co inc ltd corp kg std min sek",
        "closing": "usw etc uvm uva",
        "starters": """der die das ein eine einer eines einem einen es er sie wir ihr ich du dies diese dieser dieses
            in im am an auf aus bei mit nach seit von vor zu zum zur über unter wenn weil als da dann doch aber und
            oder auch so nun jetzt hier dort wie was wer warum wo man nicht kein keine jedoch dabei damit daher
            außerdem zudem trotz während nachdem obwohl allerdings insgesamt""",
    },
    "fr": {
        "before_name": """m mm mme mmes mlle mlles dr pr me mgr st ste sts stes av bd cf env ex p.ex c.-à-d gal col
            cdt lt cap ch prof éd ed vs j.-c""",
        "before_number": "p pp no n° art chap fig vol t janv févr avr juil sept oct nov déc tél env av apr",
        "inside": "inc corp co ltd s.a u.s",
        "closing": "etc",
        "starters": """le la les l un une des il elle ils elles on nous vous je tu ce cet cette ces c son sa ses leur
            leurs en dans sur pour par avec sans mais et ou donc car si quand comme après avant depuis selon d à au
            aux qui que pourtant cependant ainsi enfin aussi""",
    },
    "es": {
        "before_name": """sr sra sres sras srta d dña dr dra drs lic ing arq prof profa gral cnel cap tte sgto mons fr
            sto sta avda av c/ cía admón pdte pdta vda ud uds vd vds excmo excma ilmo ilma rvdo hno hna p.ej ej mtro
            mtra dipl diag párrf párr ee aa rr ff""",
        "before_number": """p pp pág págs núm núms no n° nº art arts cap fig vol tel tfno ene feb mar abr may jun jul
            ago sep sept set oct nov dic aprox""",
        "inside": "inc corp co ltd s.a ee.uu uu hs km kg ee.uu. ss.aa jj.oo dept depto",
        "closing": "etc",
        "starters": """el la los las un una unos unas lo él ella ellos ellas yo tú nosotros esto este esta estos estas
            ese esa en de del al a con por para sin sobre según pero y o si cuando como donde tras desde hasta entre
            que no se su sus también además sin ya así aunque""",
    },
    "it": {
        "before_name": """sig sigg sig.ra sig.na sig.ri dott dott.ssa dr prof prof.ssa avv ing arch geom rag on sen
            mons gen col cap ten mar don s ss st p.es es cfr psicol egr gent spett cav comm dir amm rev pres vs
            ecc.mo d.ssa gest geol""",
        "before_number": """pag pagg p n nn art artt cap fig vol tel gen feb mar apr mag giu lug ago set ott nov dic
            ca circa""",
        "inside": "inc corp co ltd s.p.a s.r.l econ az st arte all",
        "closing": "ecc etc",
        "starters": """il lo la i gli le un uno una egli lei lui loro noi io tu questo questa questi queste quello in
            di da del della nel nella con per su tra fra ma e o se quando come dove dopo prima secondo non si anche
            è sono ha che chi""",
    },
    "pt": {
        "before_name": """sr sra srs sras srta dr dra drs d dom prof profa eng arq gen cel cap ten sgt st sto sta av
            p.ex ex exmo exma ilmo v.exa pe fr mons min dep gov pres des""",
        "before_number": """p pp pág págs núm n nº art arts cap fig vol tel jan fev mar abr mai jun jul ago set out
            nov dez""",
        "inside": "inc corp co ltd cia ltda s.a e.u.a",
        "closing": "etc",
        "starters": """o a os as um uma ele ela eles elas eu nós isso este esta esse essa em de do da no na com por
            para sem sobre segundo mas e ou se quando como onde após desde até entre que não também além""",
    },
    "nl": {
        "before_name": """dhr mevr mw mr dr drs ir ing prof ds st jhr jkvr bv b.v bijv d.w.z o.a m.b.t t.a.v i.v.m
            enz. ca resp incl excl vgl zgn a.u.b aanw""",
        "before_number": "nr blz p pp art hfst afb tel jan feb mrt apr jun jul aug sept okt nov dec",
        "inside": "inc corp co ltd n.v vnw mln mld",
        "closing": "enz etc",
        "starters": """de het een hij zij ze wij we ik jij dit dat deze die er in op aan bij met na voor van maar en
            of als toen dan ook zo nu hier daar hoe wat wie waarom niet""",
    },
    "da": {
        "before_name": "hr fr dr prof st bl.a f.eks dvs d.v.s jf mht vedr inkl ekskl ca pga ifm evt f.e osv.",
        "before_number": "nr s kl tlf stk kap art jan feb mar apr jun jul aug sep sept okt nov dec",
        "inside": "mio mia kr s.u inc co",
        "closing": "osv m.m mv etc",
        "starters": """den det de en et han hun vi jeg du der her i på af til med for fra efter men og eller hvis når
            da så hvad hvem hvor hvorfor hvordan""",
    },
    "sv": {
        "before_name": "hr fr dr prof st bl.a t.ex dvs d.v.s jfr m.a.o s.k p.g.a inkl exkl ca resp ev",
        "before_number": "nr s sid kl tel kap art jan feb mar apr jun jul aug sep sept okt nov dec",
        "inside": "milj mdr kr inc co",
        "closing": "osv m.m etc",
        "starters": """den det de en ett han hon vi jag du där här i på av till med för från efter men och eller om
            när då så""",
    },
    "ru": {
        "before_name": """гг ул пр просп пл пос д кв корп стр обл р-н оз им акад проф доц д-р св т.е т.к т.н т.д напр
            см ср тов гр г-н г-жа ген полк кап пер наб бул ст им дер м-р рис табл т.п.""",
        "before_number": """с стр т гл рис табл п пп ст № тел янв февр фев мар апр июн июл авг сент сен окт нояб дек
            ок""",
        "inside": "руб долл коп тыс млн млрд трлн куб кв км см мм м кг г гг в вв н.э т.г у.е мин сек ч",
        "closing": "т.д т.п др пр",
        "starters": """он она они мы вы я это этот эта эти тот но и а в на с по для из от до после если когда как что
            кто где так также однако при за не у к во же""",
    },
    "pl": {
        "before_name": """dr prof mgr inż hab ks św ul al pl os p płk gen kpt por tzw tzn np m.in ok im bp abp o bałt
            wg lek""",
        "before_number": "nr s str art ust pkt r tel t poz",
        "inside": "tys mln mld r w godz min zł gr",
        "closing": "itd itp",
        "starters": "to ten ta te on ona oni w na z do po od za ale i a o jak gdy kiedy jednak nie co kto gdzie",
    },
    "bg": {
        "before_name": "г-н г-жа д-р проф доц инж ул бул пл гр ж.к т.е т.нар напр св ал",
        "before_number": "стр с г № чл ал тел",
        "inside": "г лв млн млрд хил т.г",
        "closing": "др т.н",
        "starters": "той тя те то ние това този тази тези в на с по за от до след ако когато но и а как",
    },
    "kk": {"before_name": "т.б т проф акад", "inside": "жыл ж т.б млн млрд", "before_number": "№ б"},
    "el": {
        "before_name": "κ κα κος δρ καθ π.χ δηλ βλ αγ λεωφ",
        "before_number": "σ σελ αρ άρθ τηλ",
        "closing": "κ.λπ κλπ κ.ά",
        "informal": "ο η το οι τα τον την του της των στο στη στην και αλλά αν όταν δεν θα με σε για από",
    },
    "cs": {
        "before_name": """např tzv tzn tj ing mgr bc mudr judr phdr rndr paeddr doc prof dr p pí sv ul nám tř gen plk
            kpt por mjr npor st nar zem cca resp popř příp vč angl něm lat fr rus hl""",
        "before_number": "č čl odst písm str s r tel kap obr tab roč",
        "inside": "s.r.o a.s mil mld tis kč hod min",
        "closing": "atd apod aj",
        "starters": "ten ta to ti on ona oni v ve na do z ze s po od za ale i a když jak podle však kdo co kde není",
    },
    "sk": {
        "before_name": """napr tzv t.j ing mgr bc mudr judr phdr doc prof dr p sv ul nám gen plk kpt mjr resp príp
            angl s r hl""",
        "before_number": "č čl ods písm str tel kap obr tab",
        "inside": "s.r.o a.s mil mld tis hod min o",
        "closing": "atď apod a.i",
        "starters": "ten tá to tí on ona oni v vo na do z zo po od za ale aj a keď ako podľa však kto čo kde nie",
    },
    "no": {
        "before_name": "hr fr dr prof st bl.a f.eks dvs d.v.s jf mht vedr inkl ekskl ca pga ev evt",
        "before_number": "nr s kl tlf kap art jan feb mar apr jun jul aug sep sept okt nov des",
        "inside": "mill mrd kr as inc co",
        "closing": "osv m.m mv etc",
        "starters": """den det de en et han hun vi jeg du der her i på av til med for fra etter men og eller hvis når
            da så""",
    },
    "fi": {
        "before_name": "esim ts ks vrt n ns mm prof tri dr toim huom",
        "before_number": "nro s klo puh",
        "inside": "milj mrd oy oyj ab eur",
        "closing": "jne yms ym",
        "starters": "se hän he me minä ne tämä nämä ja mutta kun jos myös niin ei on sen tämän",
    },
    "tr": {
        "before_name": "dr prof doç yrd av sn müh alb gen org kor tuğg sok cad mah apt bkz örn vb. st",
        "before_number": "no s sf tel",
        "inside": "a.ş ltd şti t.c m.ö m.s",
        "closing": "vb vs",
        "starters": "bu şu o ve ama fakat ancak ben sen biz siz onlar bir ne neden nasıl çünkü daha ise",
    },
    "uk": {
        "before_name": "вул просп пл буд кв обл р-н оз ім акад проф доц д-р св т.зв напр див ст о м с гр п ген",
        "before_number": "с ст гл рис табл п № тел бл",
        "inside": "грн дол тис млн млрд куб кв км р рр н.е хв год",
        "closing": "т.д т.п ін",
        "starters": """він вона вони ми ви я це цей ця ці той але і й а в у на з за по для від до після якщо коли як
            що хто де так""",
    },
    "ro": {
        "before_name": "dl dna dr ing prof av gen col str bd sf d-na d-l d.p.d.v ex al",
        "before_number": "nr pag p art alin cap tel",
        "inside": "s.a s.r.l lei mil mld",
        "closing": "etc ș.a",
        "starters": """el ea ei ele un o în la de pe cu din pentru și dar sau dacă când cum ce cine unde nu este acest
            această""",
    },
    "hu": {
        "before_name": "dr prof ifj id özv pl ill ún kb u.n vö ld szt gr",
        "before_number": "sz old tel",
        "inside": "kft zrt nyrt bt rt ft db",
        "closing": "stb",
        "starters": "a az ez azt ezt ő ők mi én te de és vagy ha amikor hogy nem is egy mint",
    },
}
