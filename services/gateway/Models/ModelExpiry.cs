using Engram.Gateway.Expiry;

namespace Engram.Gateway.Models;

/// <summary>
/// Forgets the models of instances that are gone: of those that fell silent; and, with the in-memory transport, all of the last run, for
/// their instances were parts of the process that is gone.
/// </summary>
public sealed class ModelExpiry(ModelCatalogue models) : IExpiryHandler, IResume
{
    public Task SweepAsync(CancellationToken cancellationToken) => models.ForgetSilentAsync(cancellationToken);

    public Task ResumeAsync(CancellationToken cancellationToken) => models.ForgetAllAsync(cancellationToken);
}
