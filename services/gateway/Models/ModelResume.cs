using Engram.Gateway.Sweeping;

namespace Engram.Gateway.Models;

/// <summary>Forgets the models of the last run: with the in-memory transport their instances were parts of the process that is gone.</summary>
public sealed class ModelResume(ModelCatalogue models) : IResume
{
    public Task ResumeAsync(CancellationToken cancellationToken) => models.ForgetAllAsync(cancellationToken);
}
