using Engram.Text.Names;

namespace Engram.Text.Tests.Names;

/// <summary><see cref="NameKey"/> and <see cref="EditDistance"/>.</summary>
public sealed class When_names_are_compared
{
    [Theory]
    [InlineData("M*A*S*H", "mash")]
    [InlineData("Ocean's Eleven", "oceanseleven")]
    [InlineData("Amélie", "amelie")]
    [InlineData("Ame\u0301lie", "amelie")]
    [InlineData("ＵＰ", "up")]
    [InlineData("Alien³", "alien3")]
    [InlineData("WALL·E", "walle")]
    [InlineData("東京物語", "東京物語")]
    [InlineData("がま", "がま")]
    [InlineData("Сталкер", "сталкер")]
    [InlineData("???", "")]
    public void Should_have_the_key_of_their_letters(string name, string key) => Assert.Equal(key, NameKey.Of(name));

    [Theory]
    [InlineData("The Hudsucker Proxy", "hudsuckerproxy")]
    [InlineData("Halloween (1978)", "halloween")]
    [InlineData("Alien: Resurrection", "alien")]
    [InlineData("Dr. Strangelove or: How I Learned to Stop Worrying", "drstrangelove")]
    public void Should_have_shorter_names_too(string name, string alias) => Assert.Contains(alias, NameKey.AliasesOf(name));

    [Theory]
    [InlineData("Jaws")]
    [InlineData("The Who")]
    [InlineData("(Untitled)")]
    public void Should_have_no_alias_that_says_too_little(string name) => Assert.Empty(NameKey.AliasesOf(name));

    [Theory]
    [InlineData("jaws", "jaws", 0)]
    [InlineData("jaws", "jwas", 1)]
    [InlineData("jaws", "jas", 1)]
    [InlineData("jaws", "jawws", 1)]
    [InlineData("jaws", "jews", 1)]
    [InlineData("jaws", "duel", -1)]
    [InlineData("", "ab", 2)]
    public void Should_differ_by_edits(string first, string second, int edits)
    {
        Assert.Equal(edits, EditDistance.Within(first, second, most: 2));
        Assert.Equal(edits, EditDistance.Within(second, first, most: 2));
    }

    [Fact]
    public void Should_not_be_compared_beyond_their_greatest_length() =>
        Assert.Equal(-1, EditDistance.Within(new string('a', 1000), new string('a', 1000), most: 2));
}
