namespace Engram.Text.Tests;

public sealed class When_a_word_is_stemmed
{
    // The examples of Porter's paper, except ties -> ti.
    [Theory]
    [InlineData("caresses caress ponies poni cats cat")]
    [InlineData("feed feed agreed agre plastered plaster bled bled motoring motor sing sing")]
    [InlineData("conflated conflat troubled troubl sized size hopping hop tanned tan falling fall hissing hiss fizzed fizz failing fail "
        + "filing file")]
    [InlineData("happy happi sky sky")]
    [InlineData("relational relat conditional condit rational ration valenci valenc digitizer digit conformabli conform radicalli radic")]
    [InlineData("differentli differ vileli vile analogousli analog vietnamization vietnam predication predic")]
    [InlineData("operator oper feudalism feudal")]
    [InlineData("decisiveness decis hopefulness hope callousness callous formaliti formal sensitiviti sensit sensibiliti sensibl")]
    [InlineData("triplicate triplic formative form formalize formal electriciti electr electrical electr hopeful hope goodness good")]
    [InlineData("revival reviv allowance allow inference infer airliner airlin gyroscopic gyroscop adjustable adjust defensible defens")]
    [InlineData("irritant irrit replacement replac adjustment adjust dependent depend adoption adopt homologou homolog communism commun")]
    [InlineData("activate activ angulariti angular homologous homolog effective effect bowdlerize bowdler")]
    [InlineData("probate probat rate rate cease ceas controll control roll roll generalizations gener oscillators oscil")]
    public void Should_give_the_papers_stem(string wordsAndStems)
    {
        var pairs = wordsAndStems.Split(' ').Chunk(2).ToList();
        Assert.Equal(pairs.Select(pair => pair[1]), pairs.Select(pair => PorterStemmer.Stem(pair[0])));
    }

    // Stems by NLTK 3.8: words where it differs from the paper, and words from tweets.
    [Theory]
    [InlineData("dies die ties tie died die tied tie spied spi flies fli goes goe series seri movies movi studies studi studied studi")]
    [InlineData("enjoy enjoy enjoyment enjoy spy spi try tri by by day day toy toy easy easi easily easili yesterday yesterday")]
    [InlineData("sky sky skies sky dying die lying lie tying tie news news innings inning outing outing canning canning howe howe "
        + "proceed proceed exceed exceed succeed succeed")]
    [InlineData("possibly possibl ably abli really realli usually usual hopefully hope beautifully beauti geology geolog theology "
        + "theolog apology apolog")]
    [InlineData("aging age used use iced ice inked ink owed owe eyed eye aged age")]
    [InlineData("1980s 1980 90s 90 3d 3d 24th 24th co-stars co-star r&b's r&b' <number> <number> éclairs éclair is is as as ☕s ☕s 😂s 😂s "
        + "😂😂s 😂😂")]
    public void Should_give_the_stem_that_the_papers_evaluation_does(string wordsAndStems) => Should_give_the_papers_stem(wordsAndStems);

    [Fact]
    public void Should_take_time_in_proportion_to_a_long_words_length() =>
        Assert.Equal(2_000_000, PorterStemmer.Stem(new string('y', 2_000_000)).Length);
}
