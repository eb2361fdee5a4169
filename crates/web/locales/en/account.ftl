# Accounts: signing in, one's own account, everybody's, links that are handed out.
nav-account = My account
field-email = E-mail address
field-password = Password
field-present-password = Present password
field-new-password = New password
field-role = Role
field-state = State
password-help = At least 12 characters: several words that do not belong together are easy to remember. The commonest passwords are refused.
since = since
until = until
days = { $count ->
    [1] 1 day
   *[other] { $shown } days
}
no-end = Until it is revoked
role-reader = Reader
role-contributor = Contributor
role-editor = Editor
role-administrator = Administrator
scope-read = Read what I may read
scope-write = Change what I may change
scope-admin = Run the site, as far as my role allows

login-title = Sign in
login-do = Sign in
login-providers = Sign in with another site
login-help = Accounts are made by invitation: ask whoever runs this site. If you forgot your password, ask them for a new invitation.
logout-title = Sign out
logout-who = You are signed in as { $email }.
logout-do = Sign out

account-title = My account
password-do = Change the password
tokens-title = Access keys
tokens-what = A key lets a program read or write in your name. Revoke those that no longer serve.
tokens-none = No key.
tokens-once = Here is the new key. It is shown only now: copy it.
tokens-unnamed = Key without a name
tokens-label = What is it for?
tokens-scopes = It may
tokens-lasts = It holds for
tokens-do = Make a key
tokens-revoke = Revoke
sessions-title = Where I am signed in
sessions-this = this browser
sessions-unnamed = Unknown browser
sessions-began = signed in on
sessions-used = last seen on
sessions-end-all = Sign out everywhere
groups-title = Groups
groups-none = No group.
groups-leave = Leave
groups-manage = Manage the members of
identities-title = Other sites
identities-what = You can sign in here with these sites.
identities-none = No other site.
identities-unlink = Unlink
identities-link = Link
members-title = Members of a group
members-what = Members read what is kept for the group. An address without an account here is waited for: it becomes a member with its account.
members-none = No members yet.
members-add = Add
members-remove = Remove

accounts-title = Accounts
account-disabled = disabled
account-guest = guest of an edit link
account-shut = Access
account-disable = Disable
account-disable-what = Nobody signs in to a disabled account: its sessions end at once, its keys, invitations and edit links serve no more.
account-enable = Enable
account-enable-what = This account is disabled. Enabled, it signs in again; its keys serve again.
account-erase = Erase
account-erase-what = The address, the password, the keys and the sessions are forgotten. Nothing brings them back.
account-erase-content = What it wrote
account-erase-kept = stays, without an owner
account-erase-handed = goes to another account
account-erase-heir = Address of that account
account-erase-confirm = Type the address of the account to erase
account-erase-do = Erase for good
role-do = Change the role

invitations-title = Invitations
invitations-do = Make an invitation
invitations-open = Open invitations
invitations-none = No open invitation.
invitation-title = Invitation
invitation-to = Invitation to { $site }
invitation-accept = Accept
invitation-sign-in = I have an account here already: sign in
handed-once = Here is the link. It is shown only now: send it to the person, and to nobody else.
handed-letter = Message to send
handed-mail = Open in my mail program
handed-back = Take back
edit-links-title = Edit links
edit-links-what = A link lets one person without an account edit this page, in one browser, until it expires.
edit-links-lasts = It holds for
edit-links-do = Make a link
edit-links-open = Links that hold
edit-links-none = No link.
edit-links-taken = opened
edit-links-waiting = not opened yet
edit-link-title = Edit a page
edit-link-what = This link is for { $email }. It opens in one browser only: choose yours. It holds
edit-link-open = Open in this browser
source-title = Edit
source-new = Describe
source-name = Name in the address (left empty: made of the name)
beginning-what = Write what is missing between the quotation marks. <> is the page’s address.
beginning-or = Or: { $class }
source-text = The page’s text
source-help = In Turtle, as it is kept.
source-save = Save

done-password = The password is changed. Other browsers are signed out.
done-taken-back = Done: it serves no more.
done-signed-out = That browser is signed out.
done-left = You left the group.
done-members = The members are changed.
done-rules = Saved: who may do what has changed.
done-linked = You can sign in with that site from now on.
done-unlinked = That site signs you in no more.
done-role = The role is changed.
done-disabled = The account is disabled.
done-enabled = The account is enabled.
done-erased = The account is erased.
done-erasing = The account is erased. Files on this machine still hold its address: they lose it at the next start.
done-accepted = Welcome: the invitation is accepted.

letter-invitation-subject = Invitation to { $site }
letter-invitation = Hello,

    you are invited to { $site }. Open this link to choose a password and take part:

    { $link }

    The link is for you alone, serves once, and holds until { $until }. If you did not expect it, you need do nothing.
letter-edit-subject = { $site }: a page to edit
letter-edit = Hello,

    you can edit the page { $document } on { $site } without an account. Open this link in the browser that you will work with:

    { $link }

    The link is for you alone, opens in one browser only, and holds until { $until }. What you write is signed with this address.
