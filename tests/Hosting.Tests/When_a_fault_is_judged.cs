using System.Net.Sockets;

namespace Engram.Hosting.Tests;

/// <summary>Which exceptions count as transient.</summary>
public sealed class When_a_fault_is_judged
{
    [Fact]
    public void Should_wait_out_what_passes() =>
        Assert.All<Exception>(
            [new SocketException(), new TimeoutException(), new InvalidOperationException("wrapped", new SocketException())],
            fault => Assert.True(TransientFaults.IsTransient(fault)));

    [Fact]
    public void Should_not_wait_for_a_bug() =>
        Assert.All<Exception>([new InvalidOperationException(), new IOException("disk full"), new ArgumentNullException()],
            fault => Assert.False(TransientFaults.IsTransient(fault)));
}
