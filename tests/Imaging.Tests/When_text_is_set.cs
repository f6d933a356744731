namespace Engram.Imaging.Tests;

/// <summary>Text rendering by <see cref="PictureEncoder"/>.</summary>
public class When_text_is_set
{
    [Fact]
    public void Should_ink_letters_on_nothing()
    {
        Assert.SkipUnless(HasFonts(), "This machine has no fonts (Debian: fonts-dejavu-core).");
        var (one, three) = (PictureEncoder.Typeset("n", 20), PictureEncoder.Typeset("nnn", 20));

        Assert.Equal(one.Width * one.Height, one.Coverage.Length);
        Assert.InRange(one.Height, 5, 30);
        Assert.InRange(three.Width, 2 * one.Width, 6 * one.Width);
        Assert.Contains((byte)255, one.Coverage.ToArray());
        Assert.Contains((byte)0, one.Coverage.ToArray());
    }

    [Fact]
    public void Should_take_text_as_it_is_not_as_markup()
    {
        Assert.SkipUnless(HasFonts(), "This machine has no fonts (Debian: fonts-dejavu-core).");
        Assert.True(PictureEncoder.Typeset("<b>n</b>", 20).Width > 3 * PictureEncoder.Typeset("n", 20).Width);
        Assert.True(PictureEncoder.Typeset("&amp;", 20).Width > 2 * PictureEncoder.Typeset("&", 20).Width);
    }

    private static bool HasFonts() =>
        Directory.Exists("/usr/share/fonts") && Directory.EnumerateFiles("/usr/share/fonts", "*.ttf", SearchOption.AllDirectories).Any();
}
