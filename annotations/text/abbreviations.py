"""Abbreviations by language, without their final stop; see `languages.Rules` for what each table does."""

NAMES = ("before_name", "before_number", "inside", "closing", "starters")

COMMON = {
    "before_name": "dr prof mr mrs ms st",
    "before_number": "no nr tel vol fig pp",
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
        "before_name": """mr mrs ms mx dr prof rev fr hon pres gov lt.gov sen sens rep reps amb atty supt supts insp det
            gen lt maj col capt cmdr cpl sgt pvt pfc adm brig comdr cdr spc ens messrs mmes msgr mt mts ft st ste sts
            vs v viz e.g i.e eg cf ca esp incl excl asst assoc asstd dir sec.-gen secy treas chmn rt
            mlle mme vice-pres def.-sec sr.-lt ald br dcn univ dist natl intl hwy rte tpr ofc
            ret pub f.e""",
        "before_number": """no nos p pp vol vols ch chap fig figs sec secs art arts eq para par approx est circa
            jan feb mar apr jun jul aug sep sept oct nov dec rs u.s.c s.c.r ver cir stat reg ext apt op ser pt ed eds
            lev deut matt rom cor gal exod pet thess ps prov isa jer ezek""",
        "inside": """inc corp co cos ltd llc plc bros jr sr esq ph.d m.d b.a m.a b.s m.s m.b.a j.d d.d.s r.n d.c p.c l.p
            dept div assn ave blvd rd pl ct sq bldg fl min max avg misc ariz ala ark calif colo conn del fla ga ill ind
            kan kans ky la mass md mich minn miss mo mont neb nebr nev okla ore pa penn tenn tex vt va wash wis wisc wyo
            ont que alta sask mfg mgr gmbh s.a a.g n.v b.v u.s u.k u.n e.u u.s.a u.s.s.r n.y n.j n.c s.c n.h n.m n.d s.d
            w.va r.i b.c l.a a.d b.c.e c.e aka a.k.a govt mgmt intl oz lb lbs ft hr hrs mph sp spp var subsp
            mon tue tues wed thu thur thurs fri sat sun p.o rep.-elect btw orig trans repr nat'l int'l gov't dep't""",
        "closing": "etc al p.m a.m pm am ibid",
        "starters": """the a an this that these those it its he she they we you i his her their our your my there here
            in on at by for from with without as if when while where why who what which how after before since until
            although though because despite during under over among between but and or so yet however meanwhile
            moreover furthermore nevertheless nonetheless therefore thus instead also additionally even still then
            now once later earlier today yesterday tomorrow some many most several both each every all another other
            others no not none nobody nothing neither either such only just perhaps maybe according asked speaking
            is are was were do does did can could will would should has have had may might must let yes
            i'm i've it's he's she's they're we're that's there's what's who's don't didn't doesn't isn't can't
            more fewer less few one two three four five six seven eight nine ten officials police
            prosecutors critics supporters experts analysts investigators authorities lawyers researchers scientists
            people finally indeed similarly overall recently currently previously please to him them me us""",
    },
    "de": {
        "before_name": """hr hrn fr frl dr prof dipl ing med phil jur rer nat st hl sog z.b u.a d.h i.d.r bzw vgl ca
            ggf evtl insb inkl exkl zzgl kath ev dgl geb gest verh bspw abs s.a s.o s.u hrsg hg i.a o.ä u.u z.t z.z
            z d i o u b v jhd bes chr gen oberst-lt hptm lt maj ffm rd tgl mtl einschl ausschl röm griech lat dt engl
            frz ital span amerik brit russ intern allg eigtl urspr sen jun hd stellv vors präs min dir abg bgm""",
        "before_number": """nr s bd abb art kap tab tel aufl jg sp hausnr plz str ziff abschn anm § jan feb mär apr jun
            jul aug sep sept okt nov dez mio mrd st""",
        "inside": "mio mrd tsd usd st jh jhdt str pl co inc ltd corp kg std min sek",
        "closing": "usw etc uvm uva",
        "starters": """der die das ein eine einer eines einem einen es er sie wir ihr ich du dies diese dieser dieses
            in im am an auf aus bei mit nach seit von vor zu zum zur über unter wenn weil als da dann doch aber und
            oder auch so nun jetzt hier dort wie was wer warum wo man nicht kein keine jedoch dabei damit daher
            außerdem zudem trotz während nachdem obwohl allerdings insgesamt""",
    },
    "fr": {
        "before_name": """m mm mme mmes mlle mlles dr pr me mgr st ste sts stes av bd cf env ex p.ex c.-à-d gal col cdt
            lt cap ch prof éd ed vs j.-c""",
        "before_number": "p pp no n° art chap fig vol t janv févr avr juil sept oct nov déc tél env av apr",
        "inside": "inc corp co ltd s.a u.s",
        "closing": "etc",
        "starters": """le la les l un une des il elle ils elles on nous vous je tu ce cet cette ces c son sa ses leur
            leurs en dans sur pour par avec sans mais et ou donc car si quand comme après avant depuis selon d à
            au aux qui que pourtant cependant ainsi enfin aussi""",
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
        "before_name": """sig sigg sig.ra sig.na sig.ri dott dott.ssa dr prof prof.ssa avv ing arch geom rag on sen mons
            gen col cap ten mar don s ss st p.es es cfr psicol egr gent spett cav comm dir amm rev pres vs ecc.mo
            d.ssa gest geol""",
        "before_number": """pag pagg p n nn art artt cap fig vol tel gen feb mar apr mag giu lug ago set ott nov dic
            ca circa""",
        "inside": "inc corp co ltd s.p.a s.r.l econ az st arte all",
        "closing": "ecc etc",
        "starters": """il lo la i gli le un uno una egli lei lui loro noi io tu questo questa questi queste quello in di
            da del della nel nella con per su tra fra ma e o se quando come dove dopo prima secondo non si anche
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
        "before_name": """dhr mevr mw mr dr drs ir ing prof ds st jhr jkvr bv b.v bijv d.w.z o.a m.b.t t.a.v i.v.m enz.
            ca resp incl excl vgl zgn a.u.b aanw""",
        "before_number": "nr blz p pp art hfst afb tel jan feb mrt apr jun jul aug sept okt nov dec",
        "inside": "inc corp co ltd n.v vnw mln mld",
        "closing": "enz etc",
        "starters": """de het een hij zij ze wij we ik jij dit dat deze die er in op aan bij met na voor van maar en of
            als toen dan ook zo nu hier daar hoe wat wie waarom niet""",
    },
    "da": {
        "before_name": "hr fr dr prof st bl.a f.eks dvs d.v.s jf mht vedr inkl ekskl ca pga ifm evt f.e osv.",
        "before_number": "nr s kl tlf stk kap art jan feb mar apr jun jul aug sep sept okt nov dec",
        "inside": "mio mia kr s.u inc co",
        "closing": "osv m.m mv etc",
        "starters": """den det de en et han hun vi jeg du der her i på af til med for fra efter men og eller hvis når da
            så hvad hvem hvor hvorfor hvordan""",
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
        "before_name": """г гг ул пр просп пл пос д кв корп стр обл р-н оз им акад проф доц д-р св т.е т.к т.н т.д напр
            см ср тов гр г-н г-жа ген полк кап пер наб бул ст о с дер м-р рис табл т.п.""",
        "before_number": "с стр т гл рис табл п пп ст № тел янв февр фев мар апр июн июл авг сент сен окт нояб дек ок",
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
    },
}
