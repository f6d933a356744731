using Engram.Text.Posts;

namespace Engram.Text.Tests.Posts;

/// <summary><see cref="CleanText"/>.</summary>
public sealed class When_a_post_is_cleaned
{
    [Theory]
    [InlineData("𝓫𝓸𝓵𝓭 𝔉𝔯𝔞𝔨 Ｗｉｄｅ ⓡⓞⓤⓝⓓ ﬁn ᵗⁱⁿʸ", "bold Frak Wide round fin tiny")]
    [InlineData("½ ² ™ ① ㎏ ทำ", "½ ² ™ ① ㎏ ทำ")] // symbols, and Thai that NFKC would decompose
    [InlineData("cafe\u0301 ガ か\u3099 \u1112\u1161\u11ab", "café ガ が 한")]
    [InlineData("sof\u00ADt zero\u200Bwidth \uFEFFbom \u202Aleft\u202C a\u2060b", "soft zerowidth bom left ab")]
    [InlineData("a\u0336b\u0336 Z\u0351\u036B\u0343\u036A\u0302\u034F\u0334al\u0323go", "a\u0336b\u0336 Zaḷgo")]
    [InlineData("می\u200Cخواهم क्\u200Dष l\u200Cike me\u200D", "می\u200Cخواهم क्\u200Dष like me")]
    [InlineData("ភាសា\u200Bខ្មែរ", "ភាសា ខ្មែរ")]
    [InlineData("👩🏽\u200D🚀 ❤\uFE0F 1\uFE0F\u20E3 🏴\U000E0067\U000E0062\U000E007F a\uFE0F 👍\u200D!",
        "👩🏽\u200D🚀 ❤\uFE0F 1\uFE0F\u20E3 🏴\U000E0067\U000E0062\U000E007F a 👍!")]
    [InlineData("Q&amp;A &lt;3 &#39;n&#x27; &amp;lt; A&B; &nosuch; x&shy;y &;", "Q&A <3 'n' &lt; A&B; &nosuch; xy &;")]
    [InlineData("<p>One<br/>two &lt;b&gt;</p><p><a href=\"https://a.example/t\" class='x'>#<span>three</span></a></p>",
        " One two <b>  #three ")]
    [InlineData("a <b and c> <3 <url> <p is less> <a href=x>", "a <b and c> <3 <url> <p is less> <a href=x>")]
    public void Should_read_as_its_reader_sees_it(string post, string clean) => Assert.Equal(clean, CleanText.From(post).Text);

    [Theory]
    [InlineData("<p>Q&amp;A</p>", "&", "&amp;")]
    [InlineData("so𝓯𝓽", "f", "𝓯")]
    [InlineData("cafe\u0301s", "é", "e\u0301")]
    [InlineData("so\u00ADft", "oft", "o\u00ADft")]
    public void Should_know_where_its_characters_come_from(string post, string character, string source)
    {
        var clean = CleanText.From(post);

        var (start, length) = clean.OriginOf(clean.Text.IndexOf(character, StringComparison.Ordinal), character.Length);

        Assert.Equal(source, post.Substring(start, length));
    }
}
