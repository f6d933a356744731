using Engram.Text.Entities;

namespace Engram.Text.Tests.Entities;

/// <summary><see cref="EntityFinder"/>.</summary>
public sealed class When_entities_are_found
{
    [Theory]
    [InlineData("see bit.ly/2abc, example.com and foo.co.jp", "bit.ly/2abc example.com foo.co.jp")]
    [InlineData("so.it was the game.Love it; file.py main.go", "")] // missing spaces after a period, and file names
    [InlineData("http://192.168.0.1:8080/a http://256.1.2.3/ http://[2001:db8::1]/x http://me:secret@example.com/",
        "http://192.168.0.1:8080/a http://[2001:db8::1]/x http://me:secret@example.com/")]
    [InlineData("https://x.example.org/a_(b)_(c(d))) https://example.org/(open", "https://x.example.org/a_(b)_(c(d)) https://example.org/")]
    [InlineData("me@example.com @example.com #example.com $example.com", "@example #example")]
    [InlineData("これはexample.comです http://例え.みんな/道", "example.com http://例え.みんな/")]
    [InlineData("https://t.co/abc's https://t.co/aaaaaaaaaabbbbbbbbbbccccccccccdddddddddde", "https://t.co/abc")]
    public void Should_find_links_with_and_without_scheme(string text, string expected) => Assert.Equal(expected, Found(text));

    [Theory]
    [InlineData("@a/list-1 RT@b: @c/1 (＠d) a@e @f@g @hé @i://", "@a/list-1 @b @c ＠d")]
    [InlineData("#a ,#b. ＃ｃ1 &#d e#f #g#h #1 #️⃣ #🎉 x🎉#i", "#a #b ＃ｃ1 #i")]
    [InlineData("$AAPL $BRK.B $ABC-A $VOW:GR, $6758:JP $12:34 $1.5 $AB-123 $toolong1 x$NO $TEST.",
        "$AAPL $BRK.B $ABC-A $VOW:GR $6758:JP $AB $TEST")]
    public void Should_find_mentions_hashtags_and_cashtags(string text, string expected) => Assert.Equal(expected, Found(text));

    [Fact]
    public void Should_let_the_first_of_two_win() => Assert.Equal("http://a.org/#b", Found("http://a.org/#b"));

    [Fact]
    public void Should_know_their_places_in_chars_and_in_code_points()
    {
        const string text = "𝕏🎉 #tag𠀡 @user";

        var found = EntityFinder.Find(text);

        Assert.Equal([(5, 6), (12, 5)], found.Select(entity => (entity.Start, entity.Length)));
        Assert.Equal([(3, 5), (9, 5)], EntityFinder.InCodePoints(text, found).Select(entity => (entity.Start, entity.Length)));
    }

    private static string Found(string text)
    {
        var found = EntityFinder.Find(text);
        Assert.All(found, entity => Assert.Equal(entity.Text, text.Substring(entity.Start, entity.Length)));
        return string.Join(' ', found.Select(entity => entity.Text));
    }
}
