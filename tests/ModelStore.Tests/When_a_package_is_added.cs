namespace Engram.ModelStore.Tests;

/// <summary>Adding packages to the model repository.</summary>
public sealed class When_a_package_is_added : TemporaryRepository
{
    [Fact]
    public void Should_open_as_it_was_written()
    {
        Add("1");

        var model = Models.Open("tagger", "1");

        Assert.Equal("tagger/1", model.Id);
        Assert.Equal(["labels.json", "model.onnx"], model.Manifest.Files.Keys);
        Assert.Equal("grid float32 [batch, 49, 1280]", model.Manifest.Inputs[0].ToString());
        Assert.Equal(0.25, model.Manifest.Parameter<double>("threshold"));
        Assert.Equal(["spn family", "cats"], model.Read<string[]>("labels.json"));
        model.VerifyFiles();
    }

    [Fact]
    public void Should_write_names_in_camel_case_and_types_in_the_words_of_onnx()
    {
        var json = File.ReadAllText(Path.Combine(Add("1").Directory, ModelManifest.FileName));

        Assert.Contains("\"dims\": [\n        \"batch\",\n        49,\n        1280\n      ]", json, StringComparison.Ordinal);
        Assert.Contains("\"type\": \"float32\"", json, StringComparison.Ordinal);
        Assert.Contains("\"sha256\": \"0000", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_hash_a_file_as_sha256sum_does()
    {
        var path = Path.Combine(Folder, "abc");
        File.WriteAllText(path, "abc");

        // FIPS 180-2, appendix B.1
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", InstalledModel.Hash(path));
    }

    [Fact]
    public void Should_never_replace_a_version()
    {
        Add("1");
        var error = Assert.Throws<ModelPackageException>(() => Add("1"));
        Assert.Contains("add version 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_leave_nothing_behind_when_writing_it_fails()
    {
        Assert.Throws<IOException>(() => Models.Add(ManifestOf("tagger", "1"), _ => throw new IOException("disk full")));

        Assert.Empty(Models.List());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Folder, "tagger")));
    }

    [Fact]
    public void Should_be_listed_in_order_of_version_numbers()
    {
        Add("10");
        Add("2");
        Add("1", "answers");

        Assert.Equal(["answers/1", "tagger/2", "tagger/10"], Models.List().Select(model => model.Id));
        Assert.Equal("11", Models.NextVersion("tagger"));
        Assert.Equal("1", Models.NextVersion("unheard-of"));
    }

    [Theory]
    [InlineData("../tagger")]
    [InlineData("")]
    [InlineData(".hidden")]
    [InlineData("Tagger")]
    [InlineData("a\n")]
    public void Should_refuse_a_name_that_is_no_plain_folder(string name)
    {
        Assert.Throws<ModelPackageException>(() => Add("1", name));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Folder));
    }
}
