# ruff: noqa: RUF001
"""By which names do the columns of a table go, and the words in its cells, in five languages?

Data alone; `columns` reads it. Each entry holds the name in English, French, Arabic, Russian and Ukrainian, as the form prints
it, and after them other names under which a table may bring the same. The translations were made with care and have not been
reviewed by native speakers who do this work.
"""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = ("en", "fr", "ar", "ru", "uk")

Names = tuple[str, ...]

COLUMNS: Mapping[str, Names] = {
    # whose notice it is
    "id": ("Notice id", "Identifiant", "معرّف الإشعار", "Номер уведомления", "Номер повідомлення", "notice"),
    "party": ("Party", "Partie", "الطرف", "Сторона", "Сторона"),
    "kind": ("Kind", "Type", "النوع", "Вид", "Вид", "type of notice"),
    "action": ("Action", "Action", "الإجراء", "Действие", "Дія"),
    "replaces": (
        "Replaces notice",
        "Remplace l'avis",
        "يحل محل الإشعار",
        "Заменяет уведомление",
        "Замінює повідомлення",
        "predecessor",
    ),
    "title": ("Title", "Titre", "العنوان", "Название", "Назва"),
    "copy_from": ("Copy from", "Copier de", "نسخ من", "Взять из", "Взяти з"),
    # when
    "depart_earliest": (
        "Earliest departure",
        "Départ au plus tôt",
        "أبكر مغادرة",
        "Выезд не раньше",
        "Виїзд не раніше",
        "departure earliest",
        "departure from",
    ),
    "depart_latest": (
        "Latest departure",
        "Départ au plus tard",
        "آخر مغادرة",
        "Выезд не позже",
        "Виїзд не пізніше",
        "departure latest",
        "departure to",
    ),
    "speed_min_kmh": (
        "Slowest speed (km/h)",
        "Vitesse minimale (km/h)",
        "أدنى سرعة (كم/س)",
        "Наименьшая скорость (км/ч)",
        "Найменша швидкість (км/год)",
        "speed min",
        "minimum speed",
        "min speed",
    ),
    "speed_max_kmh": (
        "Fastest speed (km/h)",
        "Vitesse maximale (km/h)",
        "أقصى سرعة (كم/س)",
        "Наибольшая скорость (км/ч)",
        "Найбільша швидкість (км/год)",
        "speed max",
        "maximum speed",
        "max speed",
    ),
    "earliest": ("Earliest", "Au plus tôt", "الأبكر", "Не раньше", "Не раніше", "earliest time"),
    "latest": ("Latest", "Au plus tard", "الآخر", "Не позже", "Не пізніше", "latest time"),
    "zone": ("Time zone", "Fuseau horaire", "المنطقة الزمنية", "Часовой пояс", "Часовий пояс"),
    "submitted_at": ("Filed at", "Déposé le", "تاريخ التقديم", "Подано", "Подано о", "filing time"),
    "repeat_every_days": (
        "Repeat every (days)",
        "Répéter tous les (jours)",
        "التكرار كل (أيام)",
        "Повторять каждые (дней)",
        "Повторювати кожні (днів)",
    ),
    "repeat_weekdays": (
        "Repeat on weekdays",
        "Répéter les jours de semaine",
        "التكرار في أيام الأسبوع",
        "Повторять по дням недели",
        "Повторювати в дні тижня",
    ),
    "repeat_until": ("Repeat until", "Répéter jusqu'au", "التكرار حتى", "Повторять до", "Повторювати до"),
    # where
    "point": ("Point number", "Numéro du point", "رقم النقطة", "Номер точки", "Номер точки маршруту", "point"),
    "place_name": ("Place name", "Nom du lieu", "اسم المكان", "Название места", "Назва місця"),
    "place": (
        "Coordinates",
        "Coordonnées",
        "الإحداثيات",
        "Координаты",
        "Координати",
        "place",
        "grid reference",
        "mgrs",
    ),
    "lat": ("Latitude", "Latitude", "خط العرض", "Широта", "Широта", "lat deg"),
    "lon": ("Longitude", "Longitude", "خط الطول", "Долгота", "Довгота", "lng", "long", "lon deg"),
    "datum": ("Datum", "Système géodésique", "المرجع الجيوديسي", "Система координат", "Система координат карти"),
    "altitude_point_m": (
        "Height of point (m)",
        "Altitude du point (m)",
        "ارتفاع النقطة (م)",
        "Высота точки (м)",
        "Висота точки (м)",
    ),
    "halt_min_minutes": (
        "Shortest halt (min)",
        "Arrêt minimal (min)",
        "أقصر توقف (دقيقة)",
        "Стоянка не меньше (мин)",
        "Зупинка не менше (хв)",
    ),
    "halt_max_minutes": (
        "Longest halt (min)",
        "Arrêt maximal (min)",
        "أطول توقف (دقيقة)",
        "Стоянка не больше (мин)",
        "Зупинка не більше (хв)",
    ),
    "halt_min_s": (
        "Shortest halt (s)",
        "Arrêt minimal (s)",
        "أقصر توقف (ثانية)",
        "Стоянка не меньше (с)",
        "Зупинка не менше (с)",
    ),
    "halt_max_s": (
        "Longest halt (s)",
        "Arrêt maximal (s)",
        "أطول توقف (ثانية)",
        "Стоянка не больше (с)",
        "Зупинка не більше (с)",
    ),
    "ring": ("Ring of the area", "Contour de la zone", "حلقة المنطقة", "Контур зоны", "Контур зони", "ring"),
    "path": ("Straight line", "Ligne droite", "الخط المستقيم", "Прямая линия", "Пряма лінія"),
    "origin_name": ("From (place name)", "De (lieu)", "من (مكان)", "Откуда", "Звідки", "origin"),
    "destination_name": ("To (place name)", "Vers (lieu)", "إلى (مكان)", "Куда", "Куди", "destination"),
    # how exactly, how high
    "buffer_m": (
        "Lateral buffer (m)",
        "Marge latérale (m)",
        "الهامش الجانبي (م)",
        "Боковой запас (м)",
        "Боковий запас (м)",
        "buffer",
    ),
    "place_uncertainty_m": (
        "Place uncertainty (m)",
        "Incertitude du lieu (m)",
        "عدم دقة المكان (م)",
        "Неточность места (м)",
        "Неточність місця (м)",
    ),
    "altitude_low_m": (
        "Lowest height (m)",
        "Hauteur minimale (m)",
        "أدنى ارتفاع (م)",
        "Наименьшая высота (м)",
        "Найменша висота (м)",
    ),
    "altitude_high_m": (
        "Greatest height (m)",
        "Hauteur maximale (m)",
        "أقصى ارتفاع (م)",
        "Наибольшая высота (м)",
        "Найбільша висота (м)",
    ),
    "altitude_ref": (
        "Height measured from",
        "Hauteur mesurée depuis",
        "الارتفاع مقيس من",
        "Высота считается от",
        "Висота рахується від",
    ),
    "altitude_half_m": (
        "Half of the height band (m)",
        "Demi-hauteur de la bande (m)",
        "نصف نطاق الارتفاع (م)",
        "Половина полосы высот (м)",
        "Половина смуги висот (м)",
    ),
    "observed": ("Observed track", "Trace observée", "مسار مرصود", "Наблюдённый путь", "Спостережений шлях"),
    "max_speed_kmh": (
        "Greatest speed between fixes (km/h)",
        "Vitesse limite entre relevés (km/h)",
        "السرعة القصوى بين الرصدات (كم/س)",
        "Предельная скорость между засечками (км/ч)",
        "Гранична швидкість між засічками (км/год)",
    ),
    # the notice
    "agreement": ("Agreement", "Accord", "الاتفاق", "Соглашение", "Угода"),
    "agreement_clauses": ("Clauses", "Clauses", "البنود", "Пункты соглашения", "Пункти угоди"),
    "priority": ("Priority", "Priorité", "الأولوية", "Срочность", "Терміновість"),
    "priority_reason": (
        "Reason for priority",
        "Motif de la priorité",
        "سبب الأولوية",
        "Причина срочности",
        "Причина терміновості",
    ),
    "language": ("Language", "Langue", "اللغة", "Язык", "Мова"),
    "languages": ("Languages spoken", "Langues parlées", "اللغات المتكلَّمة", "Языки общения", "Мови спілкування"),
    "filer_organisation": (
        "Organisation",
        "Organisation",
        "المنظمة",
        "Организация",
        "Організація",
        "filing organisation",
        "organization",
    ),
    "filer_role": (
        "Role of the filer",
        "Fonction du déposant",
        "صفة مقدم الإشعار",
        "Должность подавшего",
        "Посада подавача",
    ),
    "eligibility": ("Eligibility", "Éligibilité", "أساس الأهلية", "Основание подачи", "Підстава подання"),
    "exercise": ("Exercise only", "Exercice seulement", "تمرين فقط", "Только учение", "Лише навчання"),
    "purpose": ("Purpose", "But", "الغرض", "Цель", "Мета"),
    "cargo": ("Cargo", "Chargement", "الحمولة", "Груз", "Вантаж"),
    "cargo_class": ("Cargo class", "Classe du chargement", "صنف الحمولة", "Класс груза", "Клас вантажу"),
    "people_count": ("Number of people", "Nombre de personnes", "عدد الأشخاص", "Число людей", "Кількість людей"),
    "hazardous_cargo": (
        "Hazardous cargo",
        "Chargement dangereux",
        "حمولة خطرة",
        "Опасный груз",
        "Небезпечний вантаж",
    ),
    "vehicles": ("Vehicles", "Véhicules", "المركبات", "Машины", "Транспорт"),
    "aircraft": ("Aircraft", "Aéronefs", "الطائرات", "Воздушные суда", "Повітряні судна"),
    "markings": ("Markings", "Marquages", "العلامات المميزة", "Опознавательные знаки", "Розпізнавальні знаки"),
    "escort": ("Escort", "Escorte", "المرافقة", "Сопровождение", "Супровід"),
    "weapons": ("Weapons declared", "Armes déclarées", "الأسلحة المصرح بها", "Заявленное оружие", "Заявлена зброя"),
    "contacts": ("Contacts", "Personnes à joindre", "جهات الاتصال", "Контактные лица", "Контактні особи"),
    "recipients": ("Recipients", "Destinataires", "المستلمون", "Получатели", "Одержувачі"),
    "retention_days": (
        "Keep for (days)",
        "Conserver (jours)",
        "مدة الحفظ (أيام)",
        "Хранить (дней)",
        "Зберігати (днів)",
    ),
    "attachments": ("Attachments", "Pièces jointes", "المرفقات", "Приложения", "Додатки"),
    "site_function": (
        "Function of the site",
        "Fonction du site",
        "وظيفة الموقع",
        "Назначение объекта",
        "Призначення об'єкта",
    ),
    "site_operator": (
        "Operator of the site",
        "Exploitant du site",
        "مشغّل الموقع",
        "Кто управляет объектом",
        "Хто керує об'єктом",
    ),
    "site_status": ("Status of the site", "État du site", "حالة الموقع", "Состояние объекта", "Стан об'єкта"),
    "supporting_agency": (
        "Supporting agency",
        "Organisme d'appui",
        "الجهة الداعمة",
        "Поддерживающая организация",
        "Організація підтримки",
    ),
    "verification": ("Verification", "Vérification", "التحقق", "Проверка", "Перевірка"),
    "verified_by": ("Verified by", "Vérifié par", "تحقق منه", "Кем проверено", "Ким перевірено"),
    "verified_at": ("Verified at", "Vérifié le", "تاريخ التحقق", "Когда проверено", "Коли перевірено"),
    "next_due": (
        "Next verification due",
        "Prochaine vérification",
        "موعد التحقق القادم",
        "Следующая проверка",
        "Наступна перевірка",
    ),
    # as it was typed
    "input_text": (
        "Coordinates as typed",
        "Coordonnées saisies",
        "الإحداثيات كما كُتبت",
        "Координаты как введены",
        "Координати як введено",
    ),
    "input_datum": (
        "Datum as typed",
        "Système géodésique saisi",
        "المرجع كما كُتب",
        "Система координат как введена",
        "Система координат як введено",
    ),
    "input_times": ("Times as typed", "Heures saisies", "الأوقات كما كُتبت", "Время как введено", "Час як введено"),
    "input_zone": (
        "Time zone as typed",
        "Fuseau horaire saisi",
        "المنطقة الزمنية كما كُتبت",
        "Часовой пояс как введён",
        "Часовий пояс як введено",
    ),
}

KINDS: Mapping[str, Names] = {
    "ground-movement": (
        "ground movement",
        "mouvement terrestre",
        "حركة برية",
        "наземное движение",
        "наземний рух",
        "convoy",
        "convoi",
        "قافلة",
        "колонна",
        "колона",
    ),
    "flight": ("flight", "vol", "رحلة جوية", "полёт", "політ"),
    "static-site": ("static site", "site fixe", "موقع ثابت", "постоянный объект", "постійний об'єкт"),
    "patrol": ("patrol", "patrouille", "دورية", "патруль", "патруль"),
    "post": ("post", "poste", "نقطة مراقبة", "пост", "пост"),
    "deployment": ("deployment", "déploiement", "انتشار", "развёртывание", "розгортання"),
    "evacuation": ("evacuation", "évacuation", "إجلاء", "эвакуация", "евакуація"),
    "exercise": ("exercise", "exercice", "تمرين", "учение", "навчання"),
    "repair-window": ("repair window", "fenêtre de réparation", "فترة إصلاح", "окно для ремонта", "вікно для ремонту"),
}
ACTIONS: Mapping[str, Names] = {
    "new": ("new", "nouveau", "جديد", "новое", "нове"),
    "replace": ("replace", "remplacer", "استبدال", "заменить", "замінити"),
    "cancel": ("cancel", "annuler", "إلغاء", "отменить", "скасувати"),
}
REFERENCES: Mapping[str, Names] = {
    "AGL": ("above ground", "au-dessus du sol", "فوق سطح الأرض", "над землёй", "над землею"),
    "AMSL": (
        "above mean sea level",
        "au-dessus du niveau de la mer",
        "فوق مستوى سطح البحر",
        "над уровнем моря",
        "над рівнем моря",
    ),
    "WGS84": (
        "above the WGS 84 ellipsoid",
        "au-dessus de l'ellipsoïde WGS 84",
        "فوق إهليلج WGS 84",
        "над эллипсоидом WGS 84",
        "над еліпсоїдом WGS 84",
    ),
    "FL": (
        "pressure altitude",
        "altitude-pression",
        "ارتفاع الضغط",
        "высота по давлению",
        "висота за тиском",
    ),
}
PATHS: Mapping[str, Names] = {
    "geodesic": ("shortest line", "ligne la plus courte", "أقصر خط", "кратчайшая линия", "найкоротша лінія"),
    "lonlat": ("straight on the map", "droite sur la carte", "مستقيم على الخريطة", "прямая на карте", "пряма на карті"),
}
TRUTHS: Mapping[str, Names] = {
    "true": ("yes", "oui", "نعم", "да", "так", "y", "true", "x"),
    "false": ("no", "non", "لا", "нет", "ні", "n", "false"),
}
PRIORITIES: Mapping[str, Names] = {
    "routine": ("routine", "ordinaire", "عادي", "обычная", "звичайна"),
    "emergency": ("emergency", "urgence", "طارئ", "экстренная", "екстрена"),
}
WEEKDAYS: Mapping[str, Names] = {
    "mon": ("Monday", "lundi", "الاثنين", "понедельник", "понеділок", "mon", "lun", "пн"),
    "tue": ("Tuesday", "mardi", "الثلاثاء", "вторник", "вівторок", "tue", "mar", "вт"),
    "wed": ("Wednesday", "mercredi", "الأربعاء", "среда", "середа", "wed", "mer", "ср"),
    "thu": ("Thursday", "jeudi", "الخميس", "четверг", "четвер", "thu", "jeu", "чт"),
    "fri": ("Friday", "vendredi", "الجمعة", "пятница", "п'ятниця", "fri", "ven", "пт"),
    "sat": ("Saturday", "samedi", "السبت", "суббота", "субота", "sat", "sam", "сб"),
    "sun": ("Sunday", "dimanche", "الأحد", "воскресенье", "неділя", "sun", "dim", "вс", "нд"),
}
NOT_STATED: Names = ("not stated", "non précisé", "غير محدد", "не указано", "не вказано")
LAST: Names = ("last", "précédent", "السابق", "предыдущее", "попереднє")
EXAMPLES: Names = ("EXAMPLE", "EXEMPLE", "مثال", "ПРИМЕР", "ПРИКЛАД")
SHEETS: Mapping[str, Names] = {
    "notices": ("Notices", "Avis", "الإشعارات", "Уведомления", "Повідомлення"),
    "points": ("Points", "Points", "النقاط", "Точки", "Точки"),
    "help": ("Help", "Aide", "تعليمات", "Справка", "Довідка"),
    "codes": ("Codes", "Codes", "الرموز", "Коды", "Коди"),
}
