using Engram.Keyphrases.Encoding;
using Engram.Lab.DataSets;
using Engram.TestKit;

namespace Engram.Apps.Tests.DataSets;

/// <summary>Posts of the CMKP data set, read from its text, OCR and attribute files.</summary>
public sealed class When_tweets_are_read : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Should_join_the_files_line_by_line()
    {
        Write("train", ["so proud<sep>spn family;cas<sep>https://example.com/1.jpg"], ["read the words"], ["man dog"]);
        Write("dev", ["a beagle<sep>beagles<sep>https://example.com/2.jpg"], [""], ["dog"]);

        var posts = CmkpPosts.Read(_folder.Path).Select(post => post.Post).ToArray();

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

        Assert.Equal(["cmkp/train/2", "cmkp/dev/1"], CmkpPosts.Read(_folder.Path).Select(post => post.Post.Id));
    }

    private void Write(string name, string[] posts, string[] ocr, string[] attributes)
    {
        var files = CmkpFiles.In(_folder.Path, name);
        File.WriteAllLines(files.Posts, posts);
        File.WriteAllLines(files.Ocr!, ocr);
        File.WriteAllLines(files.Attributes!, attributes);
    }

    public void Dispose() => _folder.Dispose();
}
