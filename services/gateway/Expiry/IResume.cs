namespace Engram.Gateway.Expiry;

/// <summary>Knows what a process left unfinished whose messages died with it.</summary>
public interface IResume
{
    /// <summary>Sends every message again that something waits on.</summary>
    Task ResumeAsync(CancellationToken cancellationToken);
}
