namespace Engram.ModelStore.Tests;

/// <summary>Promotion and rollback in the model repository.</summary>
public sealed class When_a_version_is_promoted : TemporaryRepository
{
    [Fact]
    public void Should_be_current_until_the_next_one_is()
    {
        Add("1");
        Add("2");
        Assert.Null(Models.CurrentVersion("tagger"));

        Models.Promote("tagger", "1");
        Assert.Equal("tagger/1", Models.Current("tagger").Id);

        Models.Promote("tagger", "2");
        Models.Promote("tagger", "2");
        Assert.Equal("tagger/2", Models.Current("tagger").Id);
        Assert.Equal(["1", "2"], File.ReadAllLines(Path.Combine(Folder, "tagger", "promoted")));
    }

    [Fact]
    public void Should_bring_the_one_before_back_on_rollback()
    {
        Add("1");
        Add("2");
        Models.Promote("tagger", "1");
        Models.Promote("tagger", "2");

        Assert.Equal("1", Models.Rollback("tagger"));
        Assert.Equal("tagger/1", Models.Current("tagger").Id);
        Assert.Contains(
            "only one", Assert.Throws<ModelPackageException>(() => Models.Rollback("tagger")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_stay_current_when_a_damaged_one_is_promoted_over_it()
    {
        Add("1");
        Models.Promote("tagger", "1");
        File.AppendAllText(Add("2").NetworkPath, "!");

        Assert.Throws<ModelPackageException>(() => Models.Promote("tagger", "2"));

        Assert.Equal("1", Models.CurrentVersion("tagger"));
    }

    [Fact]
    public void Should_stay_current_when_the_one_before_is_damaged()
    {
        File.AppendAllText(PromotedNetwork("1"), "!");
        PromotedNetwork("2");

        Assert.Throws<ModelPackageException>(() => Models.Rollback("tagger"));

        Assert.Equal("2", Models.CurrentVersion("tagger"));
    }

    [Fact]
    public void Should_leave_only_the_list_of_promotions()
    {
        PromotedNetwork("1");

        Assert.Equal(["promoted"], Directory.EnumerateFiles(Path.Combine(Folder, "tagger")).Select(Path.GetFileName));
    }

    [Fact]
    public void Should_say_so_when_none_is()
    {
        Add("1");

        Assert.Contains("No version of model 'tagger' is promoted",
            Assert.Throws<ModelPackageException>(() => Models.Current("tagger")).Message, StringComparison.Ordinal);
        Assert.Contains("no version of it is promoted", Assert.Throws<ModelPackageException>(() => Models.Rollback("tagger")).Message,
            StringComparison.Ordinal);
    }

    private string PromotedNetwork(string version)
    {
        var model = Add(version);
        Models.Promote("tagger", version);
        return model.NetworkPath;
    }
}
