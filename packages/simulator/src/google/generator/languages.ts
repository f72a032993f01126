/** What mail in one language is made of. */
export interface Language {
  code: string;
  /** Charsets such mail comes in, the commoner the more often. */
  charsets: readonly string[];
  people: readonly string[];
  greetings: readonly string[];
  closings: readonly string[];
  subjects: readonly string[];
  sentences: readonly string[];
  replyPrefix: string;
  /** The line over a quotation. */
  wrote(date: string, name: string): string;
}

const english: Language = {
  code: 'en',
  charsets: ['utf-8', 'utf-8', 'utf-8', 'us-ascii', 'iso-8859-1', 'windows-1252'],
  people: [
    'Grace Hopper',
    'Thomas Reed',
    'Priya Nair',
    "Sean O'Brien",
    'Hannah Cole',
    'Marcus Webb',
  ],
  greetings: ['Hi {name},', 'Hello {name},', 'Dear {name},', 'Morning all,'],
  closings: ['Best regards,', 'Thanks,', 'Cheers,', 'Kind regards,'],
  subjects: [
    'Delivery schedule for the second batch',
    'Contract renewal',
    'Minutes of the planning meeting',
    'Question about last invoice',
    'Site visit next week',
    'Draft of the annual report',
    'Access to the staging server',
    'Quote for 40 units',
  ],
  sentences: [
    'I have attached the figures we talked about on the phone.',
    'Could you confirm the dates by Thursday at the latest?',
    'The supplier promises delivery within ten working days.',
    'We would prefer to keep the old terms for another year.',
    'Let me know whether the second proposal fits your budget.',
    'The meeting moves to room 4, same time as before.',
    'I will be out of the office on Friday and answer on Monday.',
    'Please check paragraph three, the wording is not final yet.',
    'Our accounts department still waits for the purchase order.',
    'It works on my side now, please try again when you have a minute.',
    'Two of the samples arrived damaged; photographs will follow.',
    'That sounds good to me, go ahead.',
  ],
  replyPrefix: 'Re: ',
  wrote: (date, name) => `On ${date}, ${name} wrote:`,
};

const french: Language = {
  code: 'fr',
  charsets: ['utf-8', 'utf-8', 'iso-8859-1', 'windows-1252'],
  people: ['Élodie Lefèvre', 'François Béranger', 'Zoé Martin', 'Jérôme Noël'],
  greetings: ['Bonjour {name},', 'Chère équipe,', 'Madame, Monsieur,'],
  closings: ['Cordialement,', 'Bien à vous,', 'Merci d’avance,'],
  subjects: [
    'Devis pour la rénovation des bureaux',
    'Compte rendu de la réunion',
    'Relance : facture impayée',
    'Congés d’été',
    'Préparation du salon à Orléans',
  ],
  sentences: [
    'Vous trouverez ci-joint le devis révisé.',
    'Pourriez-vous me confirmer la réception avant vendredi ?',
    'La réunion est décalée à mardi, même salle.',
    'Nous avons bien reçu votre règlement, merci.',
    'Le délai de livraison est désormais de trois semaines.',
    'Je reviens vers vous dès que j’ai des nouvelles du fournisseur.',
    'L’équipe préfère la deuxième maquette, à un détail près.',
    'Ça me convient, allons-y.',
  ],
  replyPrefix: 'Re: ',
  wrote: (date, name) => `Le ${date}, ${name} a écrit :`,
};

const german: Language = {
  code: 'de',
  charsets: ['utf-8', 'utf-8', 'iso-8859-1', 'windows-1252'],
  people: ['Jürgen Groß', 'Käthe Müller', 'Sören Böhm', 'Anke Schäfer'],
  greetings: ['Hallo {name},', 'Guten Tag,', 'Liebe Kolleginnen und Kollegen,'],
  closings: ['Mit freundlichen Grüßen', 'Viele Grüße', 'Beste Grüße'],
  subjects: [
    'Angebot für die Werkzeuglieferung',
    'Rückfrage zur Rechnung',
    'Protokoll der Besprechung',
    'Termin für die Übergabe',
    'Prüfung der Anlage im März',
  ],
  sentences: [
    'anbei erhalten Sie die überarbeiteten Unterlagen.',
    'Können Sie den Termin bis Donnerstag bestätigen?',
    'Die Lieferung verzögert sich leider um eine Woche.',
    'Für Rückfragen stehe ich gern zur Verfügung.',
    'Die Kollegen aus München prüfen das gerade.',
    'Größe und Gewicht stehen in der Tabelle auf Seite zwei.',
    'Das passt für uns, bitte so ausführen.',
    'Ich melde mich, sobald die Prüfung abgeschlossen ist.',
  ],
  replyPrefix: 'AW: ',
  wrote: (date, name) => `Am ${date} schrieb ${name}:`,
};

const spanish: Language = {
  code: 'es',
  charsets: ['utf-8', 'utf-8', 'iso-8859-1'],
  people: ['Íñigo Muñoz', 'Lucía Peña', 'Andrés Gutiérrez'],
  greetings: ['Hola, {name}:', 'Buenos días:', 'Estimados señores:'],
  closings: ['Un saludo,', 'Atentamente,', 'Gracias,'],
  subjects: [
    'Presupuesto de la instalación',
    '¿Reunión el miércoles?',
    'Envío de muestras',
    'Año fiscal',
  ],
  sentences: [
    'Adjunto el presupuesto con los cambios que pidió.',
    '¿Podría confirmarme la fecha de entrega?',
    'La señora Peña se ocupará del pedido mañana.',
    'Ya hemos recibido las muestras y están en buen estado.',
    'Quedo a la espera de su respuesta.',
    'El camión saldrá de Logroño el lunes por la mañana.',
    'Me parece bien, adelante.',
  ],
  replyPrefix: 'RE: ',
  wrote: (date, name) => `El ${date}, ${name} escribió:`,
};

const japanese: Language = {
  code: 'ja',
  charsets: ['iso-2022-jp', 'utf-8', 'iso-2022-jp'],
  people: ['山田太郎', '佐藤花子', '鈴木一郎'],
  greetings: ['お世話になっております。', '{name} 様'],
  closings: ['よろしくお願いいたします。', '以上、よろしくお願いします。'],
  subjects: ['会議の日程について', '見積書の送付', '納品のご連絡', '来週の出張の件'],
  sentences: [
    '先日お打ち合わせした件について、資料をお送りします。',
    'ご確認のほど、よろしくお願いいたします。',
    '納期は来月の十日を予定しております。',
    '会議室は三階の第二会議室です。',
    '見積書を添付いたしましたので、ご査収ください。',
    'ご都合の良い日時をお知らせください。',
    '承知いたしました。その内容で進めてください。',
  ],
  replyPrefix: 'Re: ',
  wrote: (date, name) => `${date} ${name} <さん>:`,
};

const arabic: Language = {
  code: 'ar',
  charsets: ['utf-8', 'utf-8', 'windows-1256'],
  people: ['سارة الحداد', 'محمد العلي', 'ليلى منصور'],
  greetings: ['السلام عليكم {name}،', 'مرحبا {name}،'],
  closings: ['مع أطيب التحيات', 'شكرا جزيلا'],
  subjects: ['موعد الاجتماع القادم', 'عرض الأسعار', 'تأكيد الطلب'],
  sentences: [
    'أرفق لكم عرض الأسعار كما اتفقنا.',
    'هل يمكنكم تأكيد الموعد قبل يوم الخميس؟',
    'وصلت الشحنة صباح اليوم بحالة جيدة.',
    'نحتاج إلى توقيع العقد قبل نهاية الشهر.',
    'سنتصل بكم غدا بعد الظهر.',
    'موافق، تفضلوا بالمتابعة.',
  ],
  replyPrefix: 'رد: ',
  wrote: (date, name) => `في ${date}، كتب ${name}:`,
};

const chinese: Language = {
  code: 'zh',
  charsets: ['utf-8', 'gb18030', 'gb2312'],
  people: ['王小明', '李静', '张伟'],
  greetings: ['{name} 您好：', '各位同事：'],
  closings: ['此致敬礼', '谢谢！'],
  subjects: ['下周会议安排', '关于合同的修改', '报价单', '样品已寄出'],
  sentences: [
    '附件是修改后的合同，请查收。',
    '请在周四之前确认交货日期。',
    '样品已经寄出，预计三天后到达。',
    '会议改到下午两点，地点不变。',
    '财务部门正在核对发票。',
    '没有问题，请继续。',
  ],
  replyPrefix: '回复: ',
  wrote: (date, name) => `${name} 于 ${date} 写道：`,
};

const russian: Language = {
  code: 'ru',
  charsets: ['utf-8', 'koi8-r', 'windows-1251'],
  people: ['Анна Петрова', 'Дмитрий Соколов', 'Ольга Иванова'],
  greetings: ['Добрый день, {name}!', 'Здравствуйте, {name}!'],
  closings: ['С уважением,', 'Спасибо!'],
  subjects: ['Счёт за оборудование', 'Встреча на следующей неделе', 'Договор поставки'],
  sentences: [
    'Во вложении исправленный договор.',
    'Подтвердите, пожалуйста, дату поставки до четверга.',
    'Груз прибыл на склад сегодня утром.',
    'Бухгалтерия ещё проверяет счёт.',
    'Если будут вопросы, звоните в любое время.',
    'Согласен, можно начинать.',
  ],
  replyPrefix: 'Re: ',
  wrote: (date, name) => `${date} ${name} пишет:`,
};

const polish: Language = {
  code: 'pl',
  charsets: ['utf-8', 'iso-8859-2', 'windows-1250'],
  people: ['Łukasz Wiśniewski', 'Małgorzata Dąbrowska', 'Paweł Żak'],
  greetings: ['Dzień dobry {name},', 'Cześć {name},'],
  closings: ['Pozdrawiam', 'Z poważaniem'],
  subjects: ['Zamówienie części', 'Spotkanie w Łodzi', 'Faktura za wrzesień'],
  sentences: [
    'W załączniku przesyłam poprawioną umowę.',
    'Czy możemy przełożyć spotkanie na środę?',
    'Przesyłka powinna dotrzeć jutro przed południem.',
    'Księgowość czeka jeszcze na potwierdzenie płatności.',
    'Zgadzam się, proszę działać.',
  ],
  replyPrefix: 'Odp: ',
  wrote: (date, name) => `W dniu ${date} ${name} napisał(a):`,
};

/** Every language there is mail in; the first ones are the commonest. */
export const languages: readonly Language[] = [
  english,
  english,
  english,
  english,
  english,
  english,
  french,
  french,
  german,
  german,
  spanish,
  japanese,
  arabic,
  chinese,
  russian,
  polish,
];
