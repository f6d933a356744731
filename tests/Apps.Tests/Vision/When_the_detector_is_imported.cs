using Engram.CommandLine;
using Engram.ModelStore;

namespace Engram.Apps.Tests.Vision;

/// <summary><c>engram-lab models import-tfjs</c>.</summary>
public sealed class When_the_detector_is_imported(ImportedDetector detector) : IClassFixture<ImportedDetector>
{
    [Fact]
    public void Should_make_a_package_that_can_be_served()
    {
        Assert.True(detector.Made.ExitCode == ExitCodes.Done, detector.Made.ToString());
        Assert.True(detector.Made.Json().GetProperty("made").GetBoolean());
        var package = InstalledModel.Open(detector.Package);
        Assert.Equal((ModelKinds.ObjectDetector, "ssd-mobilenet-v2/1"), (package.Manifest.Kind, package.Id));
    }

    [Fact]
    public async Task Should_leave_a_package_that_is_there_as_it_is()
    {
        var again = await detector.ImportAsync();
        Assert.True(again.ExitCode == ExitCodes.Done, again.ToString());
        Assert.False(again.Json().GetProperty("made").GetBoolean());
    }

    [Fact]
    public async Task Should_name_the_folder_that_holds_no_model()
    {
        var run = await detector.ImportAsync(source: "/nowhere");
        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("/nowhere", run.Errors, StringComparison.Ordinal);
    }
}
