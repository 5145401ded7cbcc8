"""Passwords of eight characters and more that everybody tries first, in lower case, without spaces and signs.

Shorter ones are refused for their length; repeated ones and runs by rule. Those of less than fifteen characters can
only be chosen beside a second factor.
"""

_WORDS = """
    1q2w3e4r5t6y7u8i 1q2w3e4r5t6y7u8i9o0p 1qaz2wsx3edc4rfv 1qaz2wsx3edc4rfv5tgb 123456789012345
    1234567890123456 12345678910111213 123456789qwerty 123456789qwertyuiop 1234567890qwertyuiop
    abcdefghijklmno abcdefgh12345678 adminadministrator administrator123 administrator1234
    administratorpassword allyourbasearebelongtous asdfghjklqwertyuiop changemechangeme changemeplease
    correcthorsebatterystaple defaultpassword thisisapassword thisismypassword firstaidatwork firstaidtraining
    iloveyouforever iloveyousomuch ilovemyfamily123 letmeinletmein letmeinplease123 letmeinnow12345
    liverpoolfootballclub manchesterunited manchesterunited1 mypasswordismypassword nothingtoseehere
    onetwothreefour onetwothreefourfive passwordpassword password1password password12345678 password123456789
    password1234567890 passw0rdpassw0rd passwordadministrator pleaseletmein123 pneumonoultramicro
    q1w2e3r4t5y6u7i8 q1w2e3r4t5y6u7i8o9p0 qazwsxedcrfvtgb qazwsxedcrfvtgbyhnujm qwertyuiop12345
    qwertyuiop123456 qwertyuiop1234567890 qwertyuiopasdfg qwertyuiopasdfgh qwertyuiopasdfghjkl
    qwertyuiopasdfghjklzxcvbnm qwerty123456789 secretpassword secretpassword1 secretsecretsecret
    supersecretpassword superuserpassword theanswertoeverything thequickbrownfox thequickbrownfoxjumps
    thisisnotapassword todayisagoodday trustno1trustno1 welcome123456789 welcometothejungle welcomewelcome1
    winteriscoming1 youshallnotpass youwillneverknow zaq12wsxcde34rfv zxcvbnmasdfghjkl
"""

_SHORT_WORDS = """
    0123456789 0987654321 11223344 1122334455 112233445566 12121212 12131415 123123123 123123aa 123321123 12341234
    1234554321 1234567890 1234567890a 1234567890q 123456789a 123456789q 12345678a 12345678q 1234567a 1234567q
    123456aa 123456abc 123456qwerty 12345qwert 1234qwer 123654789 123abc123 123qwe123 123qweasd 123qweasdzxc
    147258369 147852369 159357456 159753456 1password 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz1qaz 1qaz2wsx
    1qaz2wsx3edc 1qazxsw2 1qazzaq1 20202020 987654321 9876543210 a12345678 a123456789 a1b2c3d4 a1b2c3d4e5 aa123456
    aa12345678 abc12345 abc123456 abc123456789 abc123abc abcd1234 abcd12345 abcde12345 abcdef123 abcdefg1 abcdefg123
    access14 admin1234 admin12345 admin123456 adminadmin administrator alexander alexander1 america1 anderson
    andrew123 angel123 angelina anthony1 apple123 arsenal1 arsenalfc asd12345 asdasdasd asdf1234 asdfasdf asdfghjk
    asdfghjkl asdfghjkl1 asdfjkl1 ashley123 babygirl babygirl1 barcelona barcelona1 baseball baseball1 basketball
    basketball1 batman123 beautiful beautiful1 bigdaddy birthday blahblah blink182 brandon1 brittany brooklyn
    bubbles1 bulldogs buster12 butterfly butterfly1 calvin12 carolina champion changeme changeme1 changeme123
    charles1 charlie1 charlie123 charlotte charlotte1 cheese123 chelsea1 chelseafc chicken1 chocolate chocolate1
    chris123 christian christmas christmas1 christopher classic1 cocacola computer computer1 consumer corvette
    courtney cowboys1 creative cristina danielle danielle1 database december default1 diamond1 dolphin1 dolphins
    dragon12 dragon123 einstein elephant elizabeth elizabeth1 emergency england1 englandfc everton1 facebook
    facebook1 february ferrari1 fireball firebird firefighter firstaid firstaid1 firstaid123 firstaider flower123
    football football1 football12 football123 forever1 forever21 francis1 freedom1 friends1 friendship gabriel1
    garfield ginger12 goldfish grandma1 guest123 guinness hahahaha hannah12 happy123 harley12 heather1 hello123
    hello1234 hello12345 hellohello helloworld helpdesk hiphop12 holiday1 homework hospital hunter12 ihateyou
    iloveyou iloveyou1 iloveyou12 iloveyou123 iloveyou2 iloveyousomuch infinity internet internet1 ironman1 isabella
    iwantyou jackson1 jasmine1 jennifer jennifer1 jessica1 johncena jonathan jordan123 jordan23 justin123 killer123
    kimberly kristina lakers24 lastpass leeds123 leedsunited leicester letmein1 letmein12 letmein123 lifehack
    liverpool liverpool1 liverpoolfc logitech london123 london2012 lovelove lovely123 loveyou1 madison1 manchester
    manchester1 manutd99 margaret marlboro marshall master12 master123 matthew1 maverick maxwell1 medicine melissa1
    mercedes michael1 michael123 michelle michelle1 midnight monkey12 monkey123 morrison mustang1 mynameis myspace1
    naruto12 nathalie newcastle newcastle1 newpassword newyork1 newyork123 nicholas nicholas1 nintendo nirvana1
    nothing1 november october1 office123 p4ssw0rd p4ssword pa55word pa55word1 pass1234 pass12345 passion1 passport
    passw0rd passw0rd1 passw0rd123 password password0 password00 password01 password1 password10 password11
    password12 password123 password1234 password12345 password2 password2024 password2025 password2026 password21
    password3 password4 password5 password69 password7 password8 password9 password99 passwords passwort patricia
    patrick1 penguin1 peterpan phoenix1 playboy1 playstation pokemon1 pokemon123 porsche1 portsmouth precious
    princess princess1 princess12 princess123 professor q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6 qazwsx12 qazwsx123
    qazwsxedc qazwsxedc1 qazwsxedcrfv qqqq1111 qwe123qwe qweasd123 qweasdzxc qweasdzxc1 qweqweqwe qwer1234 qwert123
    qwert12345 qwerty11 qwerty12 qwerty123 qwerty1234 qwerty12345 qwerty123456 qwertyqwerty qwertyui qwertyuio
    qwertyuiop qwertyuiop1 qwertyuiop12 qwertyuiop123 rainbow1 rangers1 raymond1 realmadrid rebecca1 remember
    richard1 robert123 rockyou1 samantha samantha1 samsung1 samsung123 santiago scorpion scotland scotland1
    secret123 security september shadow12 shadow123 shannon1 simpsons slipknot snickers snoopy12 snowball soccer12
    softball spiderman spiderman1 spitfire spongebob starwars starwars1 steelers stephanie steven123 strawberry
    summer12 summer123 summer2024 summer2025 summer2026 sunderland sunflower sunshine sunshine1 sunshine123 superman
    superman1 superman123 superstar superuser superuser1 swimming swordfish taylor123 teacher1 temp1234 test1234
    test12345 testing1 testing123 testtest thailand thebeatles thegreat thomas123 thunder1 tiger123 tigger12
    tinkerbell tottenham tottenham1 training training1 training123 travel123 trinity1 trustno1 user1234 username
    vacation valentine vanessa1 veronica victoria victoria1 virginia volleyball wednesday welcome1 welcome12
    welcome123 welcome1234 welcome2024 welcome2025 welcome2026 westham1 whatever whatever1 william1 windows1
    winter12 winter123 winter2024 winter2025 winter2026 wolverine wonderful xbox360x yankees1 yellow12 yourname
    zaq12wsx zaq1zaq1 zaqwsxcde zxcasdqwe zxcv1234 zxcvbnm1 zxcvbnm12 zxcvbnm123 zxcvzxcv
"""

COMMON = frozenset(_WORDS.split()) | frozenset(_SHORT_WORDS.split())
