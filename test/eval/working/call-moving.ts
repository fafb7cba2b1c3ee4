import type { ScriptedCall } from './call.ts';

/** A move, a claim and a party. Written before the brief was; its words were known when the brief's cues were chosen. */
export const MOVING: ScriptedCall = {
  name: 'moving',
  script: `
Hi there, it's about our move. | Hello! When are you moving?
We move out on the 12th of May, the van should be there at eight in the morning. | The 12th of May at eight, all right.
There will be about thirty boxes. | Thirty boxes, noted.
We live on the third floor without a lift. | I will send three men then.
…
Second thing, my phone fell into the sink and I want to file a claim. | I can open a claim for you. Which phone is it?
It's a Pixel 8, the screen stays black. | A Pixel 8 with a black screen.
My policy number is HX 20817. | Thank you, the policy is active.
…
Could you check if the piano needs a special crew? | I will check that with the office.
The landlord wants the keys earlier, so the move has to be on the 9th. | The 9th of May, I will change the order.
…
I'd like the money paid to my account at the savings bank. | Payment to the savings bank, noted.
My wife says it's nearer to forty-five boxes. | Forty-five boxes.
…
The new address is 18 Linden Street. | 18 Linden Street, thank you.
And we're having a housewarming party on the 23rd. | How nice! How many guests?
Around twenty guests. | Twenty guests.
We were thinking of pizza for everybody. | Pizza for twenty, good.
…
Eight is too early for the van, ten would suit us better. | Ten in the morning then.
The piano stays with my mother, it's not coming with us. | Then no special crew is needed.
…
I got the address wrong. It's 81 Linden Street, the yellow house. | 81 Linden Street, corrected.
Will the insurance send me a replacement phone? | A replacement within five days, if the claim is approved.
…
A repair would be fine with me as well. | Noted, repair or replacement.
Music will be done by my friend Jonas. | Jonas does the music.
…
Dmitri and the kids can't make it, which leaves sixteen. | Sixteen guests then.
Pizza is boring, I want the Lebanese place to do the catering. | Lebanese catering, very good.
…
They called me: the claim was rejected. | I am sorry to hear that. You can appeal within fourteen days.
I want to appeal, of course. | I will send you the appeal form by email.
My email is nora.k@post.example. | Thank you, I have it.
…
Jonas hurt his hand, we'll use a playlist. | A playlist then.
Can we get two parking permits for the van? | I will apply for them at the town hall.
…
One permit is enough, I measured the street. | One permit, noted.
The cleaner comes on the 8th at noon. | All right, the 8th at noon.
…
Please send the form by post and not by email, my printer is dead. | By post then.
If it rains we move the party into the garage. | Good idea.
…
The cleaner can't do noon. She comes at four in the afternoon. | Four in the afternoon.
The party will be on the 30th, the 23rd is a holiday weekend. | The 30th, I will tell the caterer.
…
Nobody should bring presents. | I will put that on the invitation.
How long does the appeal take? | About three weeks, I believe.
…
We gave ten boxes to charity, thirty-five are left. | Thirty-five boxes.
The dog goes to my parents for the day. | Good, one worry less.
…
My wife got a new job in Graz, she starts in June. | Congratulations!
The caterer wants a deposit of 120 euros. | Shall I transfer it?
I already transferred it yesterday. | Perfect.
…
The colour of the living room will be light grey. | A calm colour.
…
On second thought we paint the living room green. | Green it is.
I'd prefer the money by cheque, the savings bank closed my account. | By cheque then.
…
Don't forget that my mother-in-law uses a wheelchair. | I will make sure of a ramp.
…
The dog is coming with us after all, my parents are ill. | Then we keep a seat free.
…
Thanks, that was a long list. | You are welcome.
…
`,
  questions: [
    { ask: 'When are we moving?', now: 'has to be on the 9th', before: 'We move out on the 12th' },
    { ask: 'What time does the van come?', now: 'ten would suit us better', before: 'at eight in the morning' },
    { ask: 'How many boxes are there now?', now: 'thirty-five are left', before: 'nearer to forty-five' },
    { ask: 'On which floor do we live?', now: 'third floor without a lift' },
    { ask: 'What happened to my phone?', now: 'fell into the sink' },
    { ask: 'What is my policy number?', now: 'HX 20817' },
    { ask: 'Is the piano coming with us?', now: 'The piano stays with my mother', before: 'if the piano needs a special crew' },
    { ask: 'What is the new address?', now: '81 Linden Street, the yellow house', before: 'The new address is 18' },
    { ask: 'When is the party?', now: 'will be on the 30th', before: 'party on the 23rd' },
    { ask: 'How many guests do I expect?', now: 'which leaves sixteen', before: 'Around twenty guests' },
    { ask: 'What food will there be?', now: 'the Lebanese place', before: 'thinking of pizza' },
    { ask: 'Who does the music?', now: "we'll use a playlist", before: 'by my friend Jonas' },
    { ask: 'What became of the claim?', now: 'the claim was rejected' },
    { ask: 'How should you send me the form?', now: 'by post and not by email', before: 'send you the appeal form by email' },
    { ask: 'What is my email address?', now: 'nora.k@post.example' },
    { ask: 'How many parking permits do we need?', now: 'One permit is enough', before: 'two parking permits' },
    { ask: 'When does the cleaner come?', now: 'comes at four in the afternoon', before: 'on the 8th at noon' },
    { ask: 'Where do we go when it rains?', now: 'into the garage' },
    { ask: 'What about presents?', now: 'Nobody should bring presents' },
    { ask: 'Where does my wife work?', now: 'a new job in Graz' },
    { ask: 'Did I pay the deposit?', now: 'I already transferred it' },
    { ask: 'What colour did we choose?', now: 'we paint the living room green', before: 'will be light grey' },
    { ask: 'How do I want to be paid?', now: "I'd prefer the money by cheque", before: 'my account at the savings bank' },
    { ask: 'What should you not forget?', now: 'uses a wheelchair' },
    { ask: 'Where will the dog be?', now: 'The dog is coming with us after all', before: 'The dog goes to my parents' },
  ],
};
