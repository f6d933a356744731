using Engram.Inference.Tests.Keyphrases;
using Engram.Inference.Tests.Questions;
using Engram.TestKit;

namespace Engram.Inference.Tests.Hosting;

/// <summary>Base of tests that run the inference service with the two tiny models.</summary>
public abstract class ServiceTest(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly TemporaryFolder _models = new();
    private InferenceHost? _host;

    private protected InferenceHost Host => _host ?? throw new InvalidOperationException("The host has not been started.");

    private protected string Models => _models.Path;

    protected virtual (string, string)[] Settings => [];

    public async ValueTask InitializeAsync()
    {
        TinyClassifier.AddPromoted(Models);
        TinyMemoryNetwork.AddPromoted(Models);
        _host = await InferenceHost.StartAsync(postgres, Models, Settings);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _models.Dispose();
        GC.SuppressFinalize(this);
    }
}
