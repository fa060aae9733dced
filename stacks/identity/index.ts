// Stack `identity`: the Entra tenant of Nordlicht Instruments.
import './accounts.ts'
import './teams.ts'
import './emergency-access.ts'
import './sign-in.ts'
import './roles.ts'
