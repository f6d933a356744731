using Engram.Cli.DataSets;
using Engram.ModelPackage.Keyphrases;

namespace Engram.Cli.Tests.DataSets;

public sealed class When_tweets_are_read : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("engram-tweets-").FullName;

    [Fact]
    public void Should_join_the_files_line_by_line()
    {
        Write("train", ["so proud<sep>spn family;cas<sep>https://example.com/1.jpg"], ["read the words"], ["man dog"]);
        Write("dev", ["a beagle<sep>beagles<sep>https://example.com/2.jpg"], [""], ["dog"]);

        var posts = CmkpPosts.Read(_folder).Select(post => post.Post).ToArray();

        Assert.Equal(["cmkp/train/1", "cmkp/dev/1"], posts.Select(post => post.Id));
        Assert.Equal(["spn family", "cas"], posts[0].Keyphrases);
        Assert.Equal("read the words", posts[0].Ocr);
        Assert.Equal(["man", "dog"], posts[0].Attributes);
        Assert.NotEqual(DataSplit.Test, posts[0].Split);
        Assert.Equal(DataSplit.Test, posts[1].Split);
    }

    [Fact]
    public void Should_not_train_on_a_post_of_the_test()
    {
        Write("train", ["a beagle<sep>dogs<sep>u", "so proud<sep>spn family<sep>u"], ["", ""], ["", ""]);
        Write("dev", ["a beagle<sep>beagles<sep>u"], [""], [""]);

        Assert.Equal(["cmkp/train/2", "cmkp/dev/1"], CmkpPosts.Read(_folder).Select(post => post.Post.Id));
    }

    [Fact]
    public void Should_say_which_file_has_another_number_of_lines()
    {
        Write("train", ["a<sep>b<sep>u", "c<sep>d<sep>u"], [""], ["", ""]);
        Write("dev", ["a beagle<sep>beagles<sep>u"], [""], [""]);

        Assert.Contains("train_ocr_final.txt has 1 lines", Assert.Throws<CommandException>(() => CmkpPosts.Read(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_say_which_line_is_no_tweet()
    {
        Write("train", ["a<sep>b<sep>u", "no fields"], ["", ""], ["", ""]);
        Write("dev", ["a beagle<sep>beagles<sep>u"], [""], [""]);

        Assert.Contains("train_src.txt:2 is not", Assert.Throws<CommandException>(() => CmkpPosts.Read(_folder)).Message, StringComparison.Ordinal);
    }

    private void Write(string name, string[] posts, string[] ocr, string[] attributes)
    {
        File.WriteAllLines(Path.Combine(_folder, $"{name}_src.txt"), posts);
        File.WriteAllLines(Path.Combine(_folder, $"{name}_ocr_final.txt"), ocr);
        File.WriteAllLines(Path.Combine(_folder, $"{name}_attribute_cleaned.txt"), attributes);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
