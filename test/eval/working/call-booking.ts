import type { ScriptedCall } from './call.ts';

/** A table, an internet fault and a weekend away. The brief was written with this call in view. */
export const BOOKING: ScriptedCall = {
  name: 'booking',
  script: `
Hello, I need to sort out a few things today. | Hello! Tell me what you need.
First I would like to book a table at Rosario's for Friday evening. | Sure. For how many people, and at what time?
Table for four, at half past seven. | A table for four at half past seven on Friday at Rosario's. Anything else?
One of us is vegetarian, that's Priya. | I will tell the restaurant that Priya is vegetarian.
…
Oh, my brother wants to come along too, so make that five. | Five people then.
The internet in my flat has been down since Tuesday, by the way. | I am sorry. Is there a red light on the router?
Yes, a red light, it blinks twice and stops. | That usually means there is no signal on the line.
…
My account number is 4471 9023. | Thank you, I have found the account.
I restarted the router twice and it did not help. | Then a technician has to look at it.
Could a technician come on Thursday morning? | Thursday between nine and eleven is free.
Thursday morning works for me. | I have booked the technician for Thursday between nine and eleven.
…
Can you find out whether Rosario's has parking? | I will find out and tell you.
Actually, about Friday, half past seven is too early for my sister. Let's say eight thirty. | Eight thirty on Friday, noted.
…
We are also planning a weekend away at the end of the month, maybe Lisbon. | Lisbon is lovely. Which dates do you have in mind?
From the 24th to the 27th. | The 24th to the 27th, three nights.
We'd like to keep the hotel under 150 euros a night. | I will look for hotels under 150 euros a night.
…
Thursday is bad after all, I have a dentist appointment. Can the technician come on Monday instead? | Monday between two and four is free.
Monday between two and four it is. | The technician comes on Monday between two and four.
…
Sorry, two more said yes, we'll be seven at the restaurant. | Seven people, I will change it.
And not inside please, we want to sit on the terrace. | I will ask for the terrace.
…
Lisbon is out, the flights are too expensive. We'd rather go to Porto. | Porto instead of Lisbon, noted.
The hotel should have breakfast included. | Breakfast included, all right.
Does Porto have an old tram like Lisbon? | Yes, three lines of old trams.
…
The technician should ring the bell of Weber, not mine, mine is broken. | I will write that into the order.
My mobile is 0171 555 208. | Thank you, I have saved the mobile number.
…
Hmm, Priya just wrote that she eats fish, so no vegetarian menu is needed. | Fine, no vegetarian menu.
…
The budget can go up to 180, my sister pays half. | Up to 180 euros a night then.
I decided to take the train to the airport and not the car. | The train it is.
…
No wait, the number I gave you is my old one. It's 0160 442 917. | Thank you, I have corrected it.
…
Tom has the flu, so it'll be six of us on Friday. | Six then, get well soon to Tom.
What is the name of the technician? | I do not know that yet. I will text it to you on Sunday.
…
The weather looks bad, better we eat inside. | Inside then, I will tell Rosario's.
Let's put the trip a week later, the 31st until the 3rd. | The 31st to the 3rd, noted.
…
Should I buy travel insurance? | That depends on the cancellation terms.
I'm going with the Hotel Aurora, near the river. | A good choice. Shall I book the Hotel Aurora?
Yes, book it. | The Hotel Aurora is booked.
…
Forget the breakfast, there is a bakery next door. | Without breakfast then.
My sister's name is Helena, she will pay with her card. | Thank you, Helena pays.
…
The router light is green now, but please let the technician come anyway. | The appointment on Monday stays.
…
For the flight I'd like an aisle seat. | An aisle seat, noted.
…
I will need an invoice for the hotel, to my company, Brandt Logistics. | The invoice goes to Brandt Logistics.
…
Oh and a window seat is better after all. | A window seat then.
…
A birthday cake would be nice on Friday, chocolate, it's for Helena. | I will order a chocolate cake.
…
Make the cake lemon, she does not like chocolate any more. | Lemon instead of chocolate.
…
Thank you for being so patient. | With pleasure.
…
`,
  questions: [
    { ask: 'How many people are coming on Friday now?', now: "it'll be six of us", before: "we'll be seven" },
    { ask: 'what did I decide about the table', now: 'better we eat inside', before: 'sit on the terrace' },
    { ask: 'When is the table booked for?', now: "Let's say eight thirty", before: 'at half past seven.' },
    { ask: 'Do we need a vegetarian menu?', now: 'no vegetarian menu is needed', before: "is vegetarian, that's Priya" },
    { ask: 'Which restaurant was it?', now: "book a table at Rosario's" },
    { ask: 'When does the technician come?', now: 'Monday between two and four it is', before: 'Thursday morning works' },
    { ask: 'Which bell should the technician ring?', now: 'ring the bell of Weber' },
    { ask: 'What is my phone number?', now: '0160 442 917', before: '0171 555 208' },
    { ask: 'what is my account number', now: '4471 9023' },
    { ask: 'Where are we going for the weekend?', now: "We'd rather go to Porto", before: 'maybe Lisbon' },
    { ask: 'On which dates is the trip?', now: 'the 31st until the 3rd', before: 'From the 24th to the 27th' },
    { ask: 'What is my budget for the hotel?', now: 'can go up to 180', before: 'under 150 euros' },
    { ask: 'Which hotel did I choose?', now: 'going with the Hotel Aurora' },
    { ask: 'Do I want breakfast at the hotel?', now: 'Forget the breakfast', before: 'should have breakfast included' },
    { ask: 'How do I get to the airport?', now: 'take the train to the airport' },
    { ask: 'Who pays for it?', now: 'she will pay with her card' },
    { ask: 'Which seat do I want on the plane?', now: 'window seat is better', before: "I'd like an aisle seat" },
    { ask: 'What cake did I order?', now: 'Make the cake lemon', before: 'would be nice on Friday, chocolate' },
    { ask: 'Who is the invoice for?', now: 'Brandt Logistics' },
    { ask: 'What is wrong with the internet?', now: 'has been down since Tuesday' },
    { ask: 'Is the router still broken?', now: 'router light is green now', before: 'Yes, a red light' },
    { ask: 'What did you promise to tell me?', now: 'I will text it to you on Sunday' },
    { ask: 'What did I ask that you have not answered yet?', now: "whether Rosario's has parking" },
    { ask: 'Is somebody ill?', now: 'Tom has the flu' },
    { ask: 'What changed since the beginning?', now: "it'll be six of us" },
  ],
};
