using Engram.Inference.Tests.Keyphrases;
using Engram.Inference.Tests.Questions;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;
using Engram.TestKit;
using Microsoft.Extensions.Options;

namespace Engram.Inference.Tests.Hosting;

/// <summary>Startup errors of the inference service.</summary>
public sealed class When_the_service_cannot_work(PostgresFixture postgres)
{
    [Fact]
    public async Task Should_stop_at_start_and_name_the_missing_model_and_how_to_get_it()
    {
        using var models = new TemporaryFolder();
        var error = await Assert.ThrowsAsync<ModelPackageException>(() => InferenceHost.StartAsync(postgres, models.Path));
        Assert.StartsWith("Inference can't start without the model 'tagger'. No version of model 'tagger' is promoted in " + models.Path,
            error.Message, StringComparison.Ordinal);
        Assert.Contains("Set Models__Directory", error.Message, StringComparison.Ordinal);
        Assert.Contains("engram models promote tagger VERSION", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_stop_at_start_when_the_model_was_built_for_another_grid()
    {
        using var models = new TemporaryFolder();
        TinyClassifier.AddPromoted(models.Path, channels: TinyClassifier.Channels + 1);
        var error = await Assert.ThrowsAsync<ModelPackageException>(() => InferenceHost.StartAsync(postgres, models.Path));
        Assert.Contains(
            "input regions: expected [batch,regions,5] float32, got [batch,regions,4] float32", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_stop_at_start_when_a_model_is_of_another_kind()
    {
        using var models = new TemporaryFolder();
        TinyClassifier.AddPromoted(models.Path);
        TinyMemoryNetwork.AddPromoted(models.Path);
        var error = await Assert.ThrowsAsync<ModelPackageException>(
            () => InferenceHost.StartAsync(postgres, models.Path, ("Inference:Questions:Model", "tagger")));
        Assert.Contains("Model tagger/1 is of kind keyphrases; a memory network is of one of memnn, memn2n, kv-memnn.", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_stop_at_start_when_the_model_of_posts_is_one_for_questions()
    {
        using var models = new TemporaryFolder();
        TinyClassifier.AddPromoted(models.Path);
        TinyMemoryNetwork.AddPromoted(models.Path);
        var error = await Assert.ThrowsAsync<ModelPackageException>(
            () => InferenceHost.StartAsync(postgres, models.Path, ("Inference:Keyphrases:Model", TinyMemoryNetwork.Name)));
        Assert.Contains("is of kind 'kv-memnn'; a 'keyphrases' must serve here.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Inference:Device", "tpu", "Device must be 'cpu', 'cuda' or 'cuda:N'")]
    [InlineData("Inference:IntraOpThreads", "0", "IntraOpThreads must be between 1 and 256")]
    [InlineData("Inference:PollInterval", "00:00:00", "PollInterval must be between")]
    [InlineData("Inference:Keyphrases:MaxBatchItems", "0", "MaxBatchItems must be between 1 and 4096")]
    [InlineData("Inference:Keyphrases:MaxBatchTokens", "-1", "MaxBatchTokens must be between")]
    [InlineData("Inference:Keyphrases:MaxQueueDelay", "00:01:00", "MaxQueueDelay must be between")]
    [InlineData("Inference:Keyphrases:MinScore", "1.5", "MinScore must be between 0 and 1")]
    [InlineData("Inference:Keyphrases:Model", "", "Model field is required")]
    [InlineData("Inference:Questions:EvidenceMemories", "0", "EvidenceMemories must be between 1 and 100")]
    [InlineData("Models:Directory", "", "Directory field is required")]
    public async Task Should_stop_at_start_and_name_the_bad_option(string name, string value, string reason)
    {
        using var models = new TemporaryFolder();
        TinyClassifier.AddPromoted(models.Path);
        TinyMemoryNetwork.AddPromoted(models.Path);
        var error = await Assert.ThrowsAsync<OptionsValidationException>(
            () => InferenceHost.StartAsync(postgres, models.Path, (name, value)));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_stop_at_start_when_there_is_no_GPU()
    {
        Assert.SkipWhen(Microsoft.ML.OnnxRuntime.OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider"),
            "This machine has a CUDA provider.");
        using var models = new TemporaryFolder();
        TinyClassifier.AddPromoted(models.Path);
        TinyMemoryNetwork.AddPromoted(models.Path);
        var error = await Assert.ThrowsAsync<DeviceUnavailableException>(
            () => InferenceHost.StartAsync(postgres, models.Path, ("Inference:Device", "cuda")));
        Assert.Contains("Inference__AllowCpuFallback", error.Message, StringComparison.Ordinal);
    }
}
