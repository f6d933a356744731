namespace Engram.ModelStore.Tests;

/// <summary>Damaged packages in the model repository.</summary>
public sealed class When_a_package_is_damaged : TemporaryRepository
{
    [Fact]
    public void Should_name_the_changed_file_and_both_hashes()
    {
        var model = Add("1");
        File.AppendAllText(model.NetworkPath, "!");

        var error = Assert.Throws<ModelPackageException>(model.VerifyFiles);

        Assert.Contains(model.NetworkPath, error.Message, StringComparison.Ordinal);
        Assert.Contains(model.Manifest.Files["model.onnx"], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_name_the_missing_file()
    {
        var model = Add("1");
        File.Delete(model.NetworkPath);

        var error = Assert.Throws<ModelPackageException>(model.VerifyFiles);

        Assert.Contains($"lacks its file {model.NetworkPath}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_refuse_a_manifest_that_names_files_outside_the_package()
    {
        var model = Add("1");
        var manifest = Path.Combine(model.Directory, ModelManifest.FileName);
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("labels.json", "../labels.json", StringComparison.Ordinal));

        Assert.Contains(
            "side by side", Assert.Throws<ModelPackageException>(Models.Open("tagger", "1").VerifyFiles).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"float32\"", "\"float17\"")]
    [InlineData("49", "-49")]
    [InlineData("\"name\": \"tagger\",", "")]
    public void Should_say_which_manifest_is_not_valid(string original, string damaged)
    {
        var manifest = Path.Combine(Add("1").Directory, ModelManifest.FileName);
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace(original, damaged, StringComparison.Ordinal));

        Assert.Contains($"{manifest} is not valid", Assert.Throws<ModelPackageException>(() => Models.Open("tagger", "1")).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"name\": \"broken\"")]
    [InlineData("\u0000\u0001\u0002")]
    [InlineData("{\"name\": 7, \"version\": {}, \"kind\": [[[[[[]]]]]]}")]
    [InlineData(null)]
    public void Should_skip_it_where_models_are_listed_and_name_it(string? manifest)
    {
        Add("1");
        Models.Promote("tagger", "1");
        var path = Path.Combine(Add("1", "broken").Directory, ModelManifest.FileName);
        Models.Promote("broken", "1");
        File.WriteAllText(path, manifest ?? new string(' ', 2 << 20));

        Assert.Equal("tagger/1", Assert.Single(Models.List()).Id);
        Assert.Equal("tagger/1", Models.FindCurrent("tagger", out _)?.Id);
        Assert.Null(Models.FindCurrent("broken", out var reason));
        var damaged = Assert.Single(Models.ListDamaged());
        Assert.Equal("broken/1", damaged.Id);
        Assert.Equal(reason, damaged.Reason);
        Assert.Contains(path, damaged.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_refuse_a_folder_that_holds_another_models_manifest()
    {
        Directory.Move(Add("1").Directory, Path.Combine(Folder, "tagger", "2"));

        Assert.Contains("manifest of tagger/1", Assert.Throws<ModelPackageException>(() => Models.Open("tagger", "2")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Should_name_the_models_there_are_when_asked_for_another()
    {
        Add("1");

        Assert.Contains(
            "it holds tagger/1.", Assert.Throws<ModelPackageException>(() => Models.Open("tager", "1")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_name_an_absent_parameter()
    {
        Assert.Contains("no parameter 'hops'",
            Assert.Throws<ModelPackageException>(() => Add("1").Manifest.Parameter<int>("hops")).Message, StringComparison.Ordinal);
        Assert.Contains("is 0.25, not a Int32",
            Assert.Throws<ModelPackageException>(() => Add("2").Manifest.Parameter<int>("threshold")).Message, StringComparison.Ordinal);
    }
}
