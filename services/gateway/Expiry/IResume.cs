namespace Engram.Gateway.Expiry;

/// <summary>Resumes work after a restart with the in-memory transport, whose messages are lost with the process.</summary>
public interface IResume
{
    /// <summary>Resends every message that unfinished work waits for, and removes state that belonged to the last process.</summary>
    Task ResumeAsync(CancellationToken cancellationToken);
}
