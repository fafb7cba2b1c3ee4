import { type WordSet, words } from './words.ts';

/** What stands after "I'm" or "my name is" with a capital letter, or without one, and is no name. */
export const NOT_NAMES: WordSet = words(`
  sorry fine sure ok okay good great well happy sad tired here there back home done ready not so very too just also still already
  actually really always never now currently definitely absolutely totally completely certainly probably maybe going coming getting
  trying looking thinking doing being having working living feeling making taking moving staying starting learning hoping planning
  wondering calling writing using glad excited thrilled pumped stoked amazed proud grateful thankful blessed lucky busy bored sick ill
  hungry thirsty afraid scared worried nervous anxious confused curious interested surprised shocked impressed inspired motivated
  determined passionate keen committed dedicated single married divorced engaged widowed pregnant retired unemployed employed vegan
  vegetarian pescatarian allergic gay straight bisexual lesbian queer trans transgender nonbinary old young new big small tall short hot
  cold warm cool awesome amazing nice kind bad terrible awful alone lost late early free available down up in on at from to of off out
  over under with without for by the a an my your his her our their this that these those what who where when why how which i me you he
  she it we they us them one two three all both none no yes yeah yep and or but if as like than then because gonna about more most less
  much many better best worse worst only almost nearly quite pretty super extremely
  indian american british english scottish welsh irish german french italian spanish portuguese dutch belgian swiss austrian polish
  czech hungarian romanian bulgarian greek turkish russian ukrainian swedish norwegian danish finnish icelandic chinese japanese korean
  thai vietnamese filipino indonesian malaysian singaporean pakistani bangladeshi nepali nepalese iranian persian iraqi israeli arab
  arabic egyptian moroccan nigerian kenyan ghanaian ethiopian african asian european latino latina latin hispanic mexican brazilian
  argentinian colombian chilean peruvian cuban canadian australian kiwi punjabi bengali tamil telugu gujarati marathi hindi
  hindu muslim jewish buddhist sikh jain catholic protestant orthodox mormon atheist agnostic evangelical republican
  democrat libertarian conservative liberal black white native team gen type number mr mrs ms sir madam god monday tuesday wednesday
  thursday friday saturday sunday january february march august-born september october november december
  christmas easter thanksgiving google facebook twitter instagram youtube netflix amazon apple microsoft covid
  spelled spelt written pronounced hard difficult easy long common rare unique weird strange odd funny same different important unknown
  secret changing changed misspelled wrong correct right mentioned listed called named known derived meant means 
  later asap anytime tomorrow today tonight soon again please crazy cab taxi ambulance names everything nothing something anyone
  someone whatever whenever around away inside outside upstairs downstairs stuck broke fired hired drunk high sober dead alive human
  ai bot assistant user admin system root anonymous able unable aware unaware welcome fan cute beautiful boring ugly pretty lovely plain simple everywhere nowhere
`);

/** After "I'm" these capitalised words are a faith, a sign or a place's people; after "my name is" they are names. */
export const UNANNOUNCED: WordSet =
  words(`christian august july april june may scorpio virgo libra capricorn aquarius pisces taurus gemini sagittarius aries cancer
  brahmin texan parisian londoner californian gryffindor slytherin hufflepuff ravenclaw santa satan jesus batman superman spiderman legend
  deaf blind disabled autistic bipolar diabetic dyslexic introverted extroverted republican democrat keralite delhiite mumbaikar`);

/** Ends a spoken, lower-case name: "my name is sunit and …", "my name is sunit nice to meet you". */
export const NAME_STOPS: WordSet = words(`
  and or but from i i'm i've in at on of to the a an what what's how how's who where when why please can could would will do does did is
  are was it's its it that this so because by with here speaking calling nice pleased glad good great hi hello hey thanks thank you your
  yours my me not btw for as since also too now actually okay ok right if let let's just then yes yeah no we they he she there have
  looking trying live lives work love like need want
`);

/** Lower-case words inside a name. */
export const PARTICLES: WordSet = words('de da di del della der den van von bin ibn al el la le du dos das ter ten y san');
