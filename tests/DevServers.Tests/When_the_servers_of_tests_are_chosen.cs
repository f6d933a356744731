using Engram.TestKit;

namespace Engram.DevServers.Tests;

/// <summary>The ENGRAM_TEST_SERVERS environment variable.</summary>
public sealed class When_the_servers_of_tests_are_chosen
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("private")]
    public void Should_be_private_ones_by_default(string? name) => Assert.IsType<PrivateTestServers>(TestServers.FromName(name));

    [Fact]
    public void Should_be_containers_where_they_are_named() => Assert.IsType<ContainerTestServers>(TestServers.FromName("containers"));

    [Fact]
    public void Should_refuse_another_name_and_say_which_there_are()
    {
        var fault = Assert.Throws<InvalidOperationException>(() => TestServers.FromName("docker"));

        Assert.Equal("ENGRAM_TEST_SERVERS is 'docker'; it can be 'private' (the default) or 'containers'.", fault.Message);
    }
}
