# ruff: noqa: E501, RUF001
"""What does the notice form say, in five languages? Its instructions, the help for each column, its example rows.

Data alone, in the order of `column_names.LANGUAGES`: English, French, Arabic, Russian, Ukrainian. The translations were made with
care and have not been reviewed by native speakers who do this work.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from herald.formats.tables.column_names import EXAMPLES, KINDS, LANGUAGES

Said = tuple[str, str, str, str, str]
"""The same in each of the languages."""

TITLE: Said = (
    "Notice of movements and sites",
    "Avis de mouvements et de sites",
    "إشعار بالتحركات والمواقع",
    "Уведомление о передвижениях и объектах",
    "Повідомлення про переміщення та об'єкти",
)
STATEMENT: Said = (
    "Voluntary. It does not create or remove legal protection. It is not a guarantee.",
    "Volontaire. Il ne crée ni ne supprime aucune protection juridique. Il n'est pas une garantie.",
    "طوعي. لا يُنشئ حماية قانونية ولا يُلغيها. وليس ضماناً.",
    "Добровольно. Не создаёт и не отменяет правовой защиты. Не является гарантией.",
    "Добровільно. Не створює і не скасовує правового захисту. Не є гарантією.",
)
"""What every form and print-out says."""
STEPS: tuple[Said, ...] = (
    (
        "On the sheet Notices write one row for each notice. Columns marked * must be filled in.",
        "Sur la feuille Avis, écrivez une ligne par avis. Les colonnes marquées * sont obligatoires.",
        "في ورقة الإشعارات اكتب سطراً واحداً لكل إشعار. الأعمدة المعلَّمة بعلامة * إلزامية.",
        "На листе «Уведомления» пишите по одной строке на каждое уведомление. Столбцы со знаком * обязательны.",
        "На аркуші «Повідомлення» пишіть по одному рядку на кожне повідомлення. Стовпці зі знаком * обов'язкові.",
    ),
    (
        (
            "A movement: write its departure and speeds on its row, and each point of its route on the sheet Points, in order, "
            "under the same notice id."
        ),
        (
            "Un mouvement : écrivez le départ et les vitesses sur sa ligne, et chaque point du trajet sur la feuille Points, dans "
            "l'ordre, sous le même identifiant."
        ),
        "للحركة: اكتب وقت المغادرة والسرعات في سطرها، واكتب كل نقطة من مسارها في ورقة النقاط بالترتيب وتحت معرّف الإشعار نفسه.",
        (
            "Движение: время выезда и скорости пишите в его строке, а каждую точку маршрута на листе «Точки», по порядку, под тем "
            "же номером уведомления."
        ),
        (
            "Рух: час виїзду та швидкості пишіть у його рядку, а кожну точку маршруту на аркуші «Точки», за порядком, під тим самим "
            "номером повідомлення."
        ),
    ),
    (
        "A site or a post: write its coordinates, Earliest and Latest on its row. It needs no points.",
        "Un site ou un poste : écrivez ses coordonnées, Au plus tôt et Au plus tard sur sa ligne, sans points.",
        "للموقع أو نقطة المراقبة: اكتب الإحداثيات و«الأبكر» و«الآخر» في سطره. لا حاجة إلى نقاط.",
        "Объект или пост: пишите координаты, «Не раньше» и «Не позже» в его строке. Точки не нужны.",
        "Об'єкт або пост: пишіть координати, «Не раніше» і «Не пізніше» в його рядку. Точки не потрібні.",
    ),
    (
        (
            "An area: write its corners on the sheet Points, in order, each with 1 under Ring of the area; Earliest and Latest on the "
            "first corner."
        ),
        (
            "Une zone : écrivez ses sommets sur la feuille Points, dans l'ordre, avec 1 sous Contour de la zone ; Au plus tôt et Au "
            "plus tard au premier sommet."
        ),
        "للمنطقة: اكتب زواياها في ورقة النقاط بالترتيب مع الرقم 1 تحت «حلقة المنطقة»، و«الأبكر» و«الآخر» عند الزاوية الأولى.",
        (
            "Зона: пишите её углы на листе «Точки», по порядку, с числом 1 в столбце «Контур зоны»; «Не раньше» и «Не позже» у "
            "первого угла."
        ),
        (
            "Зона: пишіть її кути на аркуші «Точки», за порядком, з числом 1 у стовпці «Контур зони»; «Не раніше» і «Не пізніше» "
            "біля першого кута."
        ),
    ),
    (
        "Times: write the month in letters and choose the time zone, for example 10 Mar 2026 08:00 and Asia/Damascus.",
        "Heures : écrivez le mois en lettres et choisissez le fuseau horaire, par exemple 10 mars 2026 08:00 et Asia/Damascus.",
        "الأوقات: اكتب السنة ثم الشهر ثم اليوم واختر المنطقة الزمنية، مثلاً 2026-03-10 08:00 و Asia/Damascus.",
        "Время: месяц пишите буквами и выберите часовой пояс, например 10 мар 2026 08:00 и Asia/Damascus.",
        "Час: місяць пишіть літерами і виберіть часовий пояс, наприклад 10 бер 2026 08:00 і Asia/Damascus.",
    ),
    (
        (
            "Coordinates: decimal degrees, degrees and minutes, MGRS or UTM, as you have them. State the datum of your map; without "
            "it the place counts as less certain."
        ),
        (
            "Coordonnées : degrés décimaux, degrés et minutes, MGRS ou UTM, comme vous les avez. Indiquez le système géodésique de "
            "votre carte ; sans lui, le lieu est compté comme moins sûr."
        ),
        "الإحداثيات: درجات عشرية أو درجات ودقائق أو MGRS أو UTM كما هي عندك. اذكر مرجع خريطتك الجيوديسي، وإلا عُدّ المكان أقل دقة.",
        (
            "Координаты: десятичные градусы, градусы и минуты, MGRS или UTM, как они у вас есть. Укажите систему координат карты; без "
            "неё место считается менее точным."
        ),
        (
            "Координати: десяткові градуси, градуси й хвилини, MGRS або UTM, як вони у вас є. Вкажіть систему координат карти; без "
            "неї місце вважається менш точним."
        ),
    ),
    (
        "Another notice like an earlier one: write the earlier id, or the word last, under Copy from, and only what differs.",
        (
            "Un avis semblable à un autre : écrivez l'identifiant de celui-ci, ou le mot précédent, sous Copier de, et seulement ce "
            "qui change."
        ),
        "إشعار يشبه إشعاراً قبله: اكتب معرّفه أو كلمة «السابق» تحت «نسخ من»، ثم اكتب ما يختلف فقط.",
        "Похожее уведомление: под «Взять из» напишите номер прежнего или слово «предыдущее», и только то, что отличается.",
        "Схоже повідомлення: під «Взяти з» напишіть номер попереднього або слово «попереднє», і лише те, що відрізняється.",
    ),
    (
        "The grey example rows are not read. Leave them as they are, or delete them.",
        "Les lignes d'exemple en gris ne sont pas lues. Laissez-les telles quelles ou supprimez-les.",
        "أسطر الأمثلة الرمادية لا تُقرأ. اتركها كما هي أو احذفها.",
        "Серые строки с примерами не читаются. Оставьте их как есть или удалите.",
        "Сірі рядки з прикладами не читаються. Залиште їх як є або видаліть.",
    ),
    (
        "If something cannot be read, every problem is listed by its cell, and nothing is filed until all are put right.",
        "Si quelque chose ne peut être lu, chaque problème est indiqué par sa cellule, et rien n'est déposé avant correction.",
        "إذا تعذّرت قراءة شيء ما، تُذكر كل مشكلة مع خليتها، ولا يُقدَّم شيء حتى تُصحَّح كلها.",
        "Если что-то нельзя прочитать, каждая ошибка называется с её ячейкой, и ничего не подаётся, пока все не исправлены.",
        "Якщо щось неможливо прочитати, кожну помилку названо з її клітинкою, і нічого не подається, доки всі не виправлено.",
    ),
)
GROUPS: Mapping[str, Said] = {
    "notice": ("The notice", "L'avis", "الإشعار نفسه", "Само уведомление", "Саме повідомлення"),
    "when": ("When a movement leaves", "Départ d'un mouvement", "متى تغادر الحركة", "Когда выезжает", "Коли виїжджає"),
    "one place": ("A single place", "Un seul lieu", "مكان واحد", "Одно место", "Одне місце"),
    "how": ("How exactly, how high", "Précision, hauteur", "الدقة والارتفاع", "Точность и высота", "Точність і висота"),
    "repeat": ("Repeated movements", "Mouvements répétés", "حركات متكررة", "Повторы", "Повтори"),
    "about": ("About it", "Détails", "تفاصيل", "Подробности", "Подробиці"),
    "point": ("Which point", "Quel point", "أي نقطة", "Какая точка", "Яка точка"),
    "where": ("Where", "Où", "أين", "Где", "Де"),
    "point times": ("When it is there", "Quand il y est", "متى يكون هناك", "Когда там", "Коли там"),
    "point more": ("More", "Autres", "المزيد", "Прочее", "Інше"),
}
COLUMN: Said = ("Column", "Colonne", "العمود", "Столбец", "Стовпець")
WHAT: Said = ("What to write", "Que faut-il écrire", "ماذا تكتب", "Что писать", "Що писати")
CODE: Said = ("code", "code", "رمز", "код", "код")
CHOOSE: Said = (
    "Choose one of the list.",
    "Choisissez dans la liste.",
    "اختر من القائمة.",
    "Выберите из списка.",
    "Виберіть зі списку.",
)
PARTIES: Said = (
    "Write the parties here",
    "Écrivez ici les parties",
    "اكتب الأطراف هنا",
    "Впишите сюда стороны",
    "Впишіть сюди сторони",
)

HELP: Mapping[str, Said] = {
    "id": (
        "Your own short name for the notice. It stands once; points and copies refer to it.",
        "Votre nom court pour l'avis. Il est unique ; les points et les copies y renvoient.",
        "اسم قصير من عندك للإشعار، لا يتكرر، وتشير إليه النقاط والنسخ.",
        "Ваше краткое имя уведомления. Оно не повторяется; на него ссылаются точки и копии.",
        "Ваша коротка назва повідомлення. Вона не повторюється; на неї посилаються точки й копії.",
    ),
    "party": (
        "Whose movement or site it is, always written the same way.",
        "À qui appartient le mouvement ou le site, toujours écrit de la même façon.",
        "صاحب الحركة أو الموقع، يُكتب بالطريقة نفسها دائماً.",
        "Чьё это движение или объект; всегда пишите одинаково.",
        "Чий це рух або об'єкт; завжди пишіть однаково.",
    ),
    "kind": (
        "What moves or stands there: choose from the list.",
        "Ce qui se déplace ou se trouve là : choisissez dans la liste.",
        "ما الذي يتحرك أو يوجد هناك: اختر من القائمة.",
        "Что движется или стоит: выберите из списка.",
        "Що рухається або стоїть: виберіть зі списку.",
    ),
    "title": (
        "One line that says what it is about.",
        "Une ligne qui dit de quoi il s'agit.",
        "سطر واحد يصف الموضوع.",
        "Одна строка о том, что это.",
        "Один рядок про те, що це.",
    ),
    "action": (
        "New, or: replace or cancel an earlier notice. Blank means new.",
        "Nouveau, ou : remplacer ou annuler un avis antérieur. Vide : nouveau.",
        "جديد، أو استبدال إشعار سابق أو إلغاؤه. الفراغ يعني جديد.",
        "Новое, или заменить, или отменить прежнее. Пусто означает новое.",
        "Нове, або замінити, або скасувати попереднє. Порожньо означає нове.",
    ),
    "replaces": (
        "The id of the notice that is replaced or cancelled.",
        "L'identifiant de l'avis remplacé ou annulé.",
        "معرّف الإشعار المستبدَل أو الملغى.",
        "Номер уведомления, которое заменяется или отменяется.",
        "Номер повідомлення, яке замінюється або скасовується.",
    ),
    "copy_from": (
        "The id of a notice further up, or: last. What is blank here is taken from it, and its route.",
        "L'identifiant d'un avis plus haut, ou : précédent. Ce qui est vide ici en est repris, avec le trajet.",
        "معرّف إشعار أعلى في القائمة، أو كلمة: السابق. يؤخذ منه كل ما تُرك فارغاً، ومساره.",
        "Номер уведомления выше или слово: предыдущее. Из него берётся всё пустое и маршрут.",
        "Номер повідомлення вище або слово: попереднє. З нього береться все порожнє і маршрут.",
    ),
    "zone": (
        "The time zone of the times in this row, for example Asia/Damascus or +03:00.",
        "Le fuseau des heures de cette ligne, par exemple Asia/Damascus ou +03:00.",
        "المنطقة الزمنية لأوقات هذا السطر، مثل Asia/Damascus أو +03:00.",
        "Часовой пояс времени в этой строке, например Asia/Damascus или +03:00.",
        "Часовий пояс часу в цьому рядку, наприклад Asia/Damascus або +03:00.",
    ),
    "depart_earliest": (
        "The earliest it may leave the first point. Month in letters: 10 Mar 2026 08:00.",
        "Le plus tôt qu'il quitte le premier point. Mois en lettres : 10 mars 2026 08:00.",
        "أبكر وقت لمغادرة النقطة الأولى، مثل 2026-03-10 08:00.",
        "Не раньше какого времени выезжает из первой точки. Месяц буквами: 10 мар 2026 08:00.",
        "Не раніше якого часу виїжджає з першої точки. Місяць літерами: 10 бер 2026 08:00.",
    ),
    "depart_latest": (
        "The latest it may leave the first point.",
        "Le plus tard qu'il quitte le premier point.",
        "آخر وقت لمغادرة النقطة الأولى.",
        "Не позже какого времени выезжает из первой точки.",
        "Не пізніше якого часу виїжджає з першої точки.",
    ),
    "speed_min_kmh": (
        "The slowest it moves between halts, in km/h.",
        "La vitesse la plus basse entre les arrêts, en km/h.",
        "أبطأ سرعة بين التوقفات، كم في الساعة.",
        "Наименьшая скорость между стоянками, км/ч.",
        "Найменша швидкість між зупинками, км/год.",
    ),
    "speed_max_kmh": (
        "The fastest it moves, in km/h.",
        "La vitesse la plus haute, en km/h.",
        "أسرع سرعة، كم في الساعة.",
        "Наибольшая скорость, км/ч.",
        "Найбільша швидкість, км/год.",
    ),
    "place_name": (
        "The name of the place, in any script.",
        "Le nom du lieu, en toute écriture.",
        "اسم المكان بأي خط.",
        "Название места, любым письмом.",
        "Назва місця, будь-яким письмом.",
    ),
    "place": (
        "Coordinates as you have them: 36°30'00\"N 40°06'00\"E, 36.5000 40.1000, or MGRS 37SFV 12345 67890.",
        "Les coordonnées comme vous les avez : 36°30'00\"N 40°06'00\"E, 36.5000 40.1000 ou MGRS 37SFV 12345 67890.",
        "الإحداثيات كما هي عندك: 36°30'00\"N 40°06'00\"E أو 36.5000 40.1000 أو MGRS 37SFV 12345 67890.",
        "Координаты как есть: 36°30'00\"N 40°06'00\"E, 36.5000 40.1000 или MGRS 37SFV 12345 67890.",
        "Координати як є: 36°30'00\"N 40°06'00\"E, 36.5000 40.1000 або MGRS 37SFV 12345 67890.",
    ),
    "lat": (
        "Or latitude in degrees, north positive: 36.50000.",
        "Ou la latitude en degrés, nord positif : 36.50000.",
        "أو خط العرض بالدرجات، الشمال موجب: 36.50000.",
        "Или широта в градусах, север с плюсом: 36.50000.",
        "Або широта в градусах, північ із плюсом: 36.50000.",
    ),
    "lon": (
        "And longitude in degrees, east positive: 40.10000.",
        "Et la longitude en degrés, est positif : 40.10000.",
        "وخط الطول بالدرجات، الشرق موجب: 40.10000.",
        "И долгота в градусах, восток с плюсом: 40.10000.",
        "І довгота в градусах, схід із плюсом: 40.10000.",
    ),
    "datum": (
        "What the coordinates are measured on: WGS 84 for GPS, or what the map sheet says.",
        "Le système des coordonnées : WGS 84 pour le GPS, ou celui indiqué sur la carte.",
        "مرجع الإحداثيات: WGS 84 لأجهزة GPS، أو ما هو مكتوب على الخريطة.",
        "Система координат: WGS 84 для GPS или та, что указана на карте.",
        "Система координат: WGS 84 для GPS або та, що вказана на карті.",
    ),
    "earliest": (
        "The earliest it may be here. Blank: not stated.",
        "Le plus tôt qu'il peut y être. Vide : non précisé.",
        "أبكر وقت للوجود هنا. الفراغ: غير محدد.",
        "Не раньше какого времени здесь. Пусто: не указано.",
        "Не раніше якого часу тут. Порожньо: не вказано.",
    ),
    "latest": (
        "The latest it may be here. Blank: not stated.",
        "Le plus tard qu'il peut y être. Vide : non précisé.",
        "آخر وقت للوجود هنا. الفراغ: غير محدد.",
        "Не позже какого времени здесь. Пусто: не указано.",
        "Не пізніше якого часу тут. Порожньо: не вказано.",
    ),
    "buffer_m": (
        "How far to either side it may be, in metres: half the length of the column, the swing of a flight.",
        "De combien il peut s'écarter, en mètres : la moitié de la colonne, l'écart d'un vol.",
        "كم متراً قد يبتعد إلى أي من الجانبين: نصف طول القافلة أو انحراف الطائرة.",
        "На сколько метров может отходить в стороны: половина длины колонны, отклонение полёта.",
        "На скільки метрів може відходити вбік: половина довжини колони, відхилення польоту.",
    ),
    "place_uncertainty_m": (
        "How far the stated places may be from the true ones, in metres.",
        "De combien les lieux indiqués peuvent différer des vrais, en mètres.",
        "كم متراً قد تبعد الأماكن المذكورة عن الحقيقية.",
        "На сколько метров указанные места могут отличаться от истинных.",
        "На скільки метрів вказані місця можуть відрізнятися від справжніх.",
    ),
    "altitude_low_m": (
        "Flights: the lowest height, in metres.",
        "Vols : la hauteur la plus basse, en mètres.",
        "للطيران: أدنى ارتفاع بالأمتار.",
        "Полёты: наименьшая высота, м.",
        "Польоти: найменша висота, м.",
    ),
    "altitude_high_m": (
        "Flights: the greatest height, in metres.",
        "Vols : la hauteur la plus grande, en mètres.",
        "للطيران: أقصى ارتفاع بالأمتار.",
        "Полёты: наибольшая высота, м.",
        "Польоти: найбільша висота, м.",
    ),
    "altitude_ref": (
        "Flights: what the heights are measured from.",
        "Vols : ce dont on mesure les hauteurs.",
        "للطيران: ما يُقاس منه الارتفاع.",
        "Полёты: от чего считается высота.",
        "Польоти: від чого рахується висота.",
    ),
    "repeat_every_days": (
        "The same movement again every so many days: 1 is daily.",
        "Le même mouvement tous les tant de jours : 1 est chaque jour.",
        "تكرار الحركة نفسها كل عدد من الأيام: 1 يعني يومياً.",
        "То же движение через столько дней: 1 значит каждый день.",
        "Той самий рух через стільки днів: 1 означає щодня.",
    ),
    "repeat_weekdays": (
        "Or on these days of the week: Monday, Wednesday.",
        "Ou ces jours de la semaine : lundi, mercredi.",
        "أو في أيام الأسبوع هذه: الاثنين، الأربعاء.",
        "Или в эти дни недели: понедельник, среда.",
        "Або в ці дні тижня: понеділок, середа.",
    ),
    "repeat_until": (
        "The last day on which it may be repeated: 2026-03-31.",
        "Le dernier jour de répétition : 2026-03-31.",
        "آخر يوم للتكرار: 2026-03-31.",
        "Последний день повторов: 2026-03-31.",
        "Останній день повторів: 2026-03-31.",
    ),
    "submitted_at": (
        "When the notice was handed in. Without it no lead time can be counted.",
        "Quand l'avis a été remis. Sans cela, aucun délai ne peut être compté.",
        "متى سُلِّم الإشعار. بدونه لا تُحسب مهلة الإخطار.",
        "Когда уведомление подано. Без этого срок не считается.",
        "Коли повідомлення подано. Без цього строк не рахується.",
    ),
    "priority": (
        "Routine, or emergency.",
        "Ordinaire ou urgence.",
        "عادي أو طارئ.",
        "Обычная или экстренная.",
        "Звичайна або екстрена.",
    ),
    "agreement": (
        "The agreement it is filed under, if there is one.",
        "L'accord au titre duquel il est déposé, s'il y en a un.",
        "الاتفاق الذي يُقدَّم بموجبه، إن وُجد.",
        "Соглашение, по которому подаётся, если есть.",
        "Угода, за якою подається, якщо є.",
    ),
    "filer_organisation": (
        "Who files it.",
        "Qui le dépose.",
        "من يقدّمه.",
        "Кто подаёт.",
        "Хто подає.",
    ),
    "contacts": (
        "Who can be reached during the movement, and how.",
        "Qui joindre pendant le mouvement, et comment.",
        "من يمكن الاتصال به أثناء الحركة وكيف.",
        "С кем и как связаться во время движения.",
        "З ким і як зв'язатися під час руху.",
    ),
    "vehicles": (
        "How many, of what type and colour, with which plates.",
        "Combien, de quel type et couleur, avec quelles plaques.",
        "عددها ونوعها ولونها ولوحاتها.",
        "Сколько, какого вида и цвета, какие номера.",
        "Скільки, якого виду та кольору, які номери.",
    ),
    "markings": (
        "Markings, and whether they show by day, at night, from above.",
        "Les marquages, et s'ils se voient de jour, de nuit, d'en haut.",
        "العلامات، وهل تُرى نهاراً وليلاً ومن الأعلى.",
        "Знаки и видны ли они днём, ночью, сверху.",
        "Знаки та чи видно їх удень, уночі, згори.",
    ),
    "escort": (
        "None, or by whom.",
        "Aucune, ou par qui.",
        "لا توجد، أو من يرافق.",
        "Нет, или кто сопровождает.",
        "Немає, або хто супроводжує.",
    ),
    "weapons": (
        "None, or which and whose.",
        "Aucune, ou lesquelles et à qui.",
        "لا توجد، أو ما هي ولمن.",
        "Нет, или какое и чьё.",
        "Немає, або яка й чия.",
    ),
    "purpose": (
        "What for: food, health, water, shelter, evacuation, repair ...",
        "Pourquoi : vivres, santé, eau, abris, évacuation, réparation ...",
        "الغاية: غذاء، صحة، ماء، مأوى، إجلاء، إصلاح ...",
        "Для чего: продовольствие, медицина, вода, жильё, эвакуация, ремонт ...",
        "Для чого: продовольство, медицина, вода, житло, евакуація, ремонт ...",
    ),
    "people_count": (
        "How many people travel.",
        "Combien de personnes voyagent.",
        "كم شخصاً يسافر.",
        "Сколько людей едет.",
        "Скільки людей їде.",
    ),
    "cargo": (
        "What is carried.",
        "Ce qui est transporté.",
        "ما الذي يُنقل.",
        "Что везут.",
        "Що везуть.",
    ),
    "exercise": (
        "Yes, if it is only an exercise and nothing moves.",
        "Oui, s'il ne s'agit que d'un exercice et que rien ne bouge.",
        "نعم، إذا كان مجرد تمرين ولا يتحرك شيء.",
        "Да, если это только учение и ничего не движется.",
        "Так, якщо це лише навчання і нічого не рухається.",
    ),
    "point": (
        "1, 2, 3 in the order of the route. It may be left blank.",
        "1, 2, 3 dans l'ordre du trajet. Peut rester vide.",
        "1 ثم 2 ثم 3 بترتيب المسار. يمكن تركه فارغاً.",
        "1, 2, 3 по порядку маршрута. Можно не заполнять.",
        "1, 2, 3 за порядком маршруту. Можна не заповнювати.",
    ),
    "halt_min_minutes": (
        "If it stops here: at least how many minutes.",
        "S'il s'arrête ici : au moins combien de minutes.",
        "إذا توقفت هنا: كم دقيقة على الأقل.",
        "Если здесь стоянка: не меньше скольких минут.",
        "Якщо тут зупинка: не менше скількох хвилин.",
    ),
    "halt_max_minutes": (
        "If it stops here: at most how many minutes.",
        "S'il s'arrête ici : au plus combien de minutes.",
        "إذا توقفت هنا: كم دقيقة على الأكثر.",
        "Если здесь стоянка: не больше скольких минут.",
        "Якщо тут зупинка: не більше скількох хвилин.",
    ),
    "altitude_point_m": (
        "Flights: the height at this point, in metres.",
        "Vols : la hauteur en ce point, en mètres.",
        "للطيران: الارتفاع عند هذه النقطة بالأمتار.",
        "Полёты: высота в этой точке, м.",
        "Польоти: висота в цій точці, м.",
    ),
    "ring": (
        "Areas only: 1 for each corner; 2 for the corners of a hole.",
        "Zones seulement : 1 pour chaque sommet ; 2 pour les sommets d'un trou.",
        "للمناطق فقط: 1 لكل زاوية، و2 لزوايا فجوة داخلها.",
        "Только зоны: 1 у каждого угла; 2 у углов выреза.",
        "Лише зони: 1 біля кожного кута; 2 біля кутів вирізу.",
    ),
}

_MARCH: Said = ("10 Mar 2026", "10 mars 2026", "2026-03-10", "10 мар 2026", "10 бер 2026")
_CONVOY: Said = (
    "Food to Tern Hill",
    "Vivres pour Tern Hill",
    "غذاء إلى Tern Hill",
    "Продовольствие в Tern Hill",
    "Продовольство до Tern Hill",
)
_CLINIC: Said = (
    "Clinic, open all day",
    "Clinique, ouverte toute la journée",
    "عيادة، مفتوحة طوال اليوم",
    "Клиника, весь день",
    "Клініка, увесь день",
)

Cells = Mapping[str, str]


@cache
def example_notices(language: str) -> tuple[Cells, ...]:
    """The example rows of the sheet of notices: a movement, and a site. Invented, at an invented island."""
    at = LANGUAGES.index(language)
    day, word = _MARCH[at], EXAMPLES[at]
    movement = {
        "id": f"{word}-1",
        "party": "Cedar Relief",
        "kind": KINDS["ground-movement"][at],
        "title": _CONVOY[at],
        "zone": "UTC",
        "depart_earliest": f"{day} 08:00",
        "depart_latest": f"{day} 08:30",
        "speed_min_kmh": "20",
        "speed_max_kmh": "40",
        "buffer_m": "50",
    }
    site = {
        "id": f"{word}-2",
        "party": "Cedar Relief",
        "kind": KINDS["static-site"][at],
        "title": _CLINIC[at],
        "zone": "UTC",
        "place_name": "Tern Hill",
        "place": "32°01'00\"S 25°05'30\"W",
        "datum": "WGS 84",
        "earliest": f"{day} 00:00",
        "latest": f"{day} 23:59",
    }
    return movement, site


@cache
def example_points(language: str) -> tuple[Cells, ...]:
    """The example rows of the sheet of points: the route of the movement, in two forms of coordinates, with one halt."""
    at = LANGUAGES.index(language)
    start = {"point": "1", "place_name": "Lapwing Harbour", "place": "32°01'44\"S 25°06'02\"W"}
    halt = {
        "point": "2",
        "place_name": "Crossroads",
        "place": "32°00'50\"S 25°05'45\"W",
        "halt_min_minutes": "10",
        "halt_max_minutes": "20",
    }
    end = {"point": "3", "place_name": "Tern Hill", "lat": "-31.99098", "lon": "-25.03704"}
    return tuple({"id": f"{EXAMPLES[at]}-1", **one, "datum": "WGS 84"} for one in (start, halt, end))


@cache
def examples() -> tuple[Cells, ...]:
    """Every example row of every language."""
    return tuple(row for language in LANGUAGES for row in (*example_notices(language), *example_points(language)))
