using Engram.CommandLine;
using Engram.Imaging;
using Engram.TestKit;

namespace Engram.Apps.Tests.Vision;

/// <summary><c>engram-lab vision contact-sheet</c>.</summary>
public sealed class When_a_contact_sheet_is_drawn(ImportedDetector detector) : IClassFixture<ImportedDetector>, IDisposable
{
    private readonly TemporaryFolder _pictures = new();

    private string Sheet => Path.Combine(detector.Models, "sheet.jpg");

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public async Task Should_list_what_is_seen_and_write_a_picture()
    {
        File.Copy(Repository.PathOf("samples", "posts", "pictures", "nagasaki-boats.jpg"), _pictures.In("boats.jpg"));

        var run = await DrawAsync(_pictures.Path, detector.Models);

        Assert.True(run.ExitCode == ExitCodes.Done, run.ToString());
        var seen = Assert.Single(run.Json().EnumerateArray());
        Assert.Equal("boats.jpg", seen.GetProperty("name").GetString());
        Assert.Contains("boat", seen.GetProperty("attributes").EnumerateArray().Select(word => word.GetString()));
        Assert.Equal(
            PictureFormat.Jpeg, new PictureDecoder(new ImagingOptions())
                .ReadHeader(await File.ReadAllBytesAsync(Sheet, TestContext.Current.CancellationToken)).Format);
    }

    [Fact]
    public async Task Should_say_which_model_is_missing()
    {
        File.Copy(Repository.PathOf("samples", "posts", "pictures", "nagasaki-boats.jpg"), _pictures.In("boats.jpg"));
        var run = await DrawAsync(_pictures.Path, "/nowhere");
        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("ssd-mobilenet-v2/1", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_name_the_folder_that_holds_no_pictures()
    {
        var run = await DrawAsync(_pictures.Path, detector.Models);
        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains(_pictures.Path, run.Errors, StringComparison.Ordinal);
    }

    private Task<EngramCli.Run> DrawAsync(string pictures, string models) =>
        EngramCli.RunAsync("vision", "contact-sheet", "--data", pictures, "--output", Sheet, "--models", models, "--json");
}
