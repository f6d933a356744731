namespace Engram.Text.Tests;

public sealed class When_a_word_is_stemmed
{
    // The examples that Porter's paper gives with its rules.
    [Theory]
    [InlineData("caresses caress ponies poni ties ti cats cat")]
    [InlineData("feed feed agreed agre plastered plaster bled bled motoring motor sing sing")]
    [InlineData("conflated conflat troubled troubl sized size hopping hop tanned tan falling fall hissing hiss fizzed fizz failing fail filing file")]
    [InlineData("happy happi sky sky")]
    [InlineData("relational relat conditional condit rational ration valenci valenc digitizer digit conformabli conform radicalli radic")]
    [InlineData("differentli differ vileli vile analogousli analog vietnamization vietnam predication predic operator oper feudalism feudal")]
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

    [Theory]
    [InlineData("is")]
    [InlineData("<number>")]
    [InlineData("3d")]
    [InlineData("éclairs")]
    [InlineData("")]
    public void Should_leave_what_is_no_english_word(string word) => Assert.Equal(word, PorterStemmer.Stem(word));

    [Fact]
    public void Should_let_phrases_of_the_same_stems_meet() =>
        Assert.Equal(["happi cat", "dog"], PhraseStems.OfRanked(["happy cats", "Happy Cat", "<unk> dog", "dogs", "a, b", ""]));
}
