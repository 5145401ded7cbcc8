"""Passwords of fifteen characters and more that everybody tries first, in lower case, without spaces and signs.

Shorter ones are refused for their length; repeated ones and runs by rule.
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

COMMON = frozenset(_WORDS.split())
