//! fediverse-pasture: its personas try out the instance, and an organisation of it.

use super::Host;
use tests::peer::Pasture;

#[tokio::test(flavor = "multi_thread")]
async fn verify_actor_is_green() {
    let Some(pasture) = Pasture::start(crate::PROGRAM).await else { return };
    let host = Host::start().await;
    for actor in [host.actor(), host.organisation()] {
        let trial = pasture.try_out(&actor).await;
        assert!(trial.webfinger, "{actor}: {}", trial.steps);
        let found = |name: &str| (trial.personas[name].saw_actor, trial.personas[name].posted);
        // What nobody signed is not taken.
        for name in Pasture::UNSIGNED {
            assert_eq!(found(name), (true, false), "{actor}, {name}: {}", trial.steps);
        }
        for name in [Pasture::SIGNED, Pasture::RESERVED].concat() {
            assert_eq!(found(name), (true, true), "{actor}, {name}: {}", trial.steps);
        }
    }
}
