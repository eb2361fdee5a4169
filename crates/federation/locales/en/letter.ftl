# The mail that carries the code of a claim. It is in both languages: nobody knows who reads it.
letter-subject = { $site }: a code to take over a page
letter-body =
    Hello,

    On { $site }, the account { $asks } asks to take over this page, and says to read the mail of this address:

    { $document }

    If that is you, enter this code where you asked for it, within the hour:

    { $code }

    That is here: { $page }

    If not, do nothing, and give the code to nobody: whoever has it can change the page.
